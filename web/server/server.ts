import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { OmosixError } from '../../protocol/errors.ts';
import type { HistoryRows } from '../../protocol/history.ts';
import {
  MAX_WEB_BODY_BYTES,
  MAX_WEB_CONNECTIONS,
  MAX_WEB_ORDERS,
  MAX_WEB_PAGES,
} from '../../protocol/limits.ts';
import type { Clock } from '../../protocol/ports.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { type WebAnswer, type WebEvents, type WebOrder, webOrder } from '../../protocol/web.ts';
import { samplesOf } from '../samples/samples.ts';
import { inUrl, isAny, type WebAddress } from './address.ts';
import { jsonOf } from './body.ts';
import { type Door, judge } from './door.ts';
import { EventStream, eventText } from './event-stream.ts';
import { SAFE_HEADERS, WELCOME } from './headers.ts';
import { Told } from './told.ts';

/** A request is small. */
const REQUEST_MS = 5_000;
const MOST_DAYS_MS = 800 * 86_400_000;

export interface WebFile {
  type: string;
  bytes: Uint8Array;
}

interface Reply extends WebFile {
  status: number;
  cookie?: string;
  /** The connection ends with it. */
  isLast?: boolean;
}

/** What the server needs of the cluster. */
export interface WebWorld {
  migrate(order: WebOrder): Promise<TaskLifeEvent>;
  /** Loads of the nodes at these times, as the agent remembers them. @throws OmosixError where it does not */
  history(fromMs: number, toMs: number): Promise<HistoryRows>;
}

export interface WebOptions extends WebAddress {
  token: string;
  /** Names by which it may be asked for, beside its addresses. */
  names: readonly string[];
  /** By path: `/`, `/page.js` … */
  files: ReadonlyMap<string, WebFile>;
  clock: Clock;
}

/** One page over what one agent sees: docs/design/web.md. */
export class WebServer {
  private readonly server: Server;
  private readonly pages = new Set<EventStream>();
  private readonly told = new Told();
  private door!: Door;
  private orders = 0;
  /** With the token. */
  url = '';

  private constructor(
    private readonly options: WebOptions,
    private readonly world: WebWorld,
  ) {
    this.server = createServer(
      { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
      (request, response) => {
        this.serve(request, response).catch(() => response.destroy());
      },
    );
    this.server.maxConnections = MAX_WEB_CONNECTIONS;
  }

  /** @throws OmosixError EREFUSED where it cannot listen */
  static async listen(options: WebOptions, world: WebWorld): Promise<WebServer> {
    const { host, port, token } = options;
    const web = new WebServer(options, world);
    await new Promise<void>((resolve, reject) => {
      web.server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new OmosixError(
            'EREFUSED',
            `--web: ${inUrl(host)}:${port} cannot be listened at (${error.code ?? error.message})`,
          ),
        ),
      );
      web.server.listen(port, host, resolve);
    });
    const bound = web.server.address() as { port: number };
    web.door = { token, cookie: `omosix-${bound.port}`, names: [host, ...options.names] };
    const shown = isAny(host) ? (options.names[0] ?? host) : host;
    web.url = `http://${inUrl(shown)}:${bound.port}/?token=${token}`;
    return web;
  }

  state(state: WebEvents['state']): void {
    this.told.state(state);
    this.toAll((page) => page.replace(this.told.conditionText()!));
  }

  lost(reason: string): void {
    this.told.lost({ reason });
    this.toAll((page) => page.replace(this.told.conditionText()!));
  }

  life(event: TaskLifeEvent): void {
    this.told.life(event);
    const text = eventText('life', event);
    this.toAll((page) => page.add(text));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private toAll(tell: (page: EventStream) => void): void {
    for (const page of this.pages) tell(page);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
    const reply = await this.reply(request);
    if (reply === 'events') {
      this.newPage(response);
      return;
    }
    const { status, type, bytes, cookie, isLast } = reply;
    if (cookie !== undefined) response.setHeader('Set-Cookie', cookie);
    if (isLast) response.setHeader('Connection', 'close');
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': bytes.length });
    response.end(bytes);
  }

  private async reply(request: IncomingMessage): Promise<Reply | 'events'> {
    const verdict = judge(request, this.door);
    if (verdict.may === 'not') return refused(verdict.status, verdict.words);
    if (verdict.may === 'show') {
      const { token, cookie } = this.door;
      return { ...page(WELCOME), cookie: `${cookie}=${token}; Path=/; HttpOnly; SameSite=Strict` };
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST')
      return pathname === '/migrate'
        ? this.order(request)
        : refused(404, 'there is nothing to be ordered here');
    if (pathname === '/past') return this.past(searchParams.get('span'));
    if (pathname === '/events')
      return this.pages.size < MAX_WEB_PAGES
        ? 'events'
        : refused(503, `${MAX_WEB_PAGES} pages are open already: close one`);
    const file = this.options.files.get(pathname);
    return file ? { status: 200, ...file } : refused(404, 'there is nothing here');
  }

  private newPage(response: ServerResponse): void {
    const page = new EventStream(response, this.options.clock);
    this.pages.add(page);
    response.on('close', () => this.pages.delete(page));
    page.add(this.told.logText());
    const condition = this.told.conditionText();
    if (condition !== null) page.replace(condition);
  }

  private async order(request: IncomingMessage): Promise<Reply> {
    const body = await jsonOf(request);
    if (body === null) return no(400, `an order is JSON of at most ${MAX_WEB_BODY_BYTES} bytes`);
    const order = webOrder.safeParse(body.value);
    if (!order.success) return no(400, 'an order names a task, and a node or "balance"');
    if (this.orders >= MAX_WEB_ORDERS)
      return no(503, `${MAX_WEB_ORDERS} tasks are on their way already: wait for one`);
    this.orders++;
    try {
      return json({ event: await this.world.migrate(order.data) } satisfies WebAnswer);
    } catch (error) {
      return no(409, (error as Error).message);
    } finally {
      this.orders--;
    }
  }

  /** Of the last minutes what was seen from here, since it began; of more time what the agent remembers. */
  private async past(text: string | null): Promise<Reply> {
    if (text === null) return json(this.told.samples);
    const span = Number(text);
    if (!(span > 0 && span <= MOST_DAYS_MS)) return no(400, 'a span is some ms, of 800 days at most');
    const nowMs = this.options.clock.nowMs();
    try {
      const rows = await this.world.history(nowMs - span, nowMs);
      return json(samplesOf(rows.samples));
    } catch (error) {
      return no(409, (error as Error).message);
    }
  }
}

const json = (value: unknown, status = 200): Reply => ({
  status,
  type: 'application/json',
  bytes: Buffer.from(JSON.stringify(value)),
});

/** Of an order that was none the rest is not read. */
const no = (status: number, error: string): Reply => ({
  ...json({ error } satisfies WebAnswer, status),
  isLast: status === 400,
});

const page = (html: string): Reply => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  bytes: Buffer.from(html),
});

/** Whoever is refused has nothing more to say on this connection. */
const refused = (status: number, words: string): Reply => ({
  status,
  type: 'text/plain; charset=utf-8',
  bytes: Buffer.from(`${words}\n`),
  isLast: true,
});
