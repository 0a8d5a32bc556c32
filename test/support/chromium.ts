/** A real browser, headless, driven over a pipe by the DevTools protocol: nothing to install beside Debian's package. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const NAMES = ['chromium-headless-shell', 'chromium'];
const browser = NAMES.find((name) => spawnSync(name, ['--version']).status === 0);
export const hasChromium = browser !== undefined;

interface Message {
  id?: number;
  method?: string;
  sessionId?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

type Answer = (message: Message) => void;

export class Chromium {
  private readonly child: ChildProcess;
  private readonly profile = mkdtempSync(join(tmpdir(), 'omx-chromium-'));
  private readonly waiting = new Map<number, Answer>();
  private readonly heard: ((message: Message) => void)[] = [];
  private nextId = 1;

  constructor() {
    this.child = spawn(
      browser!,
      [
        '--remote-debugging-pipe',
        `--user-data-dir=${this.profile}`,
        ...['headless', 'no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run'].map(
          (flag) => `--${flag}`,
        ),
        // It must not look for anything of its maker's.
        ...['disable-background-networking', 'disable-component-update', 'disable-sync'].map(
          (flag) => `--${flag}`,
        ),
        'about:blank',
      ],
      // Debian's is a script that starts it: all of them are one group.
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true },
    );
    this.child.once('exit', (code) => {
      for (const answer of this.waiting.values())
        answer({ error: { message: `the browser is gone (${code})` } });
    });
    let rest = '';
    (this.child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop()!;
      for (const message of messages) this.take(JSON.parse(message) as Message);
    });
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = this.nextId++;
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) =>
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
      ),
    );
  }

  on(hear: (message: Message) => void): void {
    this.heard.push(hear);
  }

  async page(url: string, size = { width: 1200, height: 900 }): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId as string);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(`${domain}.enable`);
    await page.resize(size);
    await page.send('Page.navigate', { url });
    return page;
  }

  async close(): Promise<void> {
    const gone = once(this.child.stdio[4] as Readable, 'close');
    process.kill(-this.child.pid!, 'SIGKILL');
    await gone;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private take(message: Message): void {
    if (message.id === undefined) {
      for (const hear of this.heard) hear(message);
      return;
    }
    this.waiting.get(message.id)?.(message);
    this.waiting.delete(message.id);
  }
}

export class Page {
  /** What the page itself, or the browser about it, had to complain of. */
  readonly complaints: string[] = [];
  /** All that was asked for. */
  readonly asked: string[] = [];

  constructor(
    private readonly browser: Chromium,
    private readonly session: string,
  ) {
    browser.on(({ method, params, sessionId }) => {
      if (sessionId !== session) return;
      // An answer that refuses is logged too, as of the network: that is no complaint.
      const entry = (params as { entry?: { source: string } }).entry;
      if (method === 'Runtime.exceptionThrown' || (entry && entry.source !== 'network'))
        this.complaints.push(JSON.stringify(params));
      if (method === 'Network.requestWillBeSent')
        this.asked.push((params as { request: { url: string } }).request.url);
    });
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.browser.send(method, params, this.session);
  }

  async resize({ width, height }: { width: number; height: number }): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  async dark(isDark: boolean): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }];
    await this.send('Emulation.setEmulatedMedia', { features });
  }

  /** The value of an expression in the page. */
  async value<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: Value }).value;
  }

  /** Waits until it is true there; the test's time limit is the limit. */
  async shows(expression: string): Promise<void> {
    // While it goes from one page to the next there is nobody to ask.
    while (!(await this.value<boolean>(expression).catch(() => false))) await sleep(30);
  }

  async text(selector: string): Promise<string> {
    return this.value(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`);
  }

  /** The middle of an element, once it stays where it is. */
  async middle(selector: string): Promise<{ x: number; y: number }> {
    const place = (): Promise<{ x: number; y: number } | null> =>
      this.value(
        `(() => { const box = document.querySelector(${JSON.stringify(selector)})?.getBoundingClientRect();
          return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 }; })()`,
      );
    for (let before = await place(); ; ) {
      await sleep(60);
      const now = await place();
      if (now && before && now.x === before.x && now.y === before.y) return now;
      before = now;
    }
  }

  async mouse(
    type: 'Pressed' | 'Moved' | 'Released',
    at: { x: number; y: number },
    clicks = 1,
  ): Promise<void> {
    const button = type === 'Moved' ? 'none' : 'left';
    const buttons = type === 'Released' ? 0 : 1;
    await this.send('Input.dispatchMouseEvent', {
      type: `mouse${type}`,
      ...at,
      button,
      buttons,
      clickCount: clicks,
    });
  }

  async key(key: string): Promise<void> {
    const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
    const windowsVirtualKeyCode = { Escape: 27, Enter: 13 }[key];
    const common = { key, code: key, windowsVirtualKeyCode };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...common, text });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common });
  }

  async picture(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', {
      format: 'png',
      captureBeyondViewport: false,
    });
    return Buffer.from(data as string, 'base64');
  }
}
