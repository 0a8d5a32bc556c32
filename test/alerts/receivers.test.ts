/** Alerts arrive, at real commands and real web servers, and what does not take them harms nobody. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delivery } from '../../agent/alerts/deliver.ts';
import { MOST_A_MINUTE, Outbox, type Sent } from '../../agent/alerts/outbox.ts';
import type { Alert } from '../../agent/alerts/watch.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { Clock } from '../../protocol/ports.ts';
import { Bundle, TestCluster, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { isAlive } from '../support/processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'omosix-alerts-'));
const at = (name: string): string => join(directory, name);
const linesOf = (name: string): Sent[] =>
  existsSync(at(name))
    ? readFileSync(at(name), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];

/** Says 503 to the first. */
const posted: Sent[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.url === '/hangs') return;
    posted.push(JSON.parse(body));
    response.writeHead(request.url === '/refuses' ? 503 : 204).end();
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a receiver', () => {
  it('is a command, which has the alert on its standard input', async () => {
    await delivery(`cat > ${at('one')}`, systemClock)('{"event":"node-down"}');
    expect(readFileSync(at('one'), 'utf8')).toBe('{"event":"node-down"}\n');
    await delivery('true', systemClock)('x'.repeat(1 << 20));
    await expect(delivery('echo no such list >&2; exit 4', systemClock)('{}')).rejects.toThrow(
      'it ended with 4: no such list',
    );
  });

  it('that hangs is ended, with what it has started', async () => {
    const hangs = delivery(`sleep 1000 & echo $! > ${at('pid')}; wait`, systemClock, 300);
    await expect(hangs('{}')).rejects.toThrow('it had not ended after 0.3 s');
    await until(() => !isAlive(Number(readFileSync(at('pid'), 'utf8'))));
  });

  it('is a web server; one that refuses, hangs or is not there is named', async () => {
    await delivery(`${url}/hook`, systemClock)('{"event":"node-back"}');
    expect(posted).toEqual([{ event: 'node-back' }]);
    await expect(delivery(`${url}/refuses`, systemClock)('{}')).rejects.toThrow('it answers 503');
    await expect(delivery(`${url}/hangs`, systemClock, 200)('{}')).rejects.toThrow('timeout');
    await expect(delivery('http://127.0.0.1:1/', systemClock)('{}')).rejects.toThrow(/ECONNREFUSED|bad port/);
  });
});

describe('an outbox', () => {
  const alert = (atMs: number): Alert => ({ event: 'node-down', atMs, text: '', node: 2, name: 'b' });

  it('sends one after the other, so many a minute, and says how many it has dropped', async () => {
    let nowMs = 0;
    const timers: { atMs: number; wake: () => void }[] = [];
    const clock: Clock = {
      nowMs: () => nowMs,
      monotonicMs: () => nowMs,
      after: (ms, wake) => {
        timers.push({ atMs: nowMs + ms, wake });
        return () => {};
      },
    };
    const sent: Sent[] = [];
    let atOnce = 0;
    const warned: unknown[] = [];
    const outbox = new Outbox({
      from: { id: 1, name: 'a' },
      receiver: 'test',
      clock,
      log: { warn: (_: string, what: unknown) => warned.push(what) } as never,
      deliver: async (json) => {
        expect(++atOnce).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce--;
        sent.push(JSON.parse(json));
        if (sent.length === 1) throw new Error('not now');
      },
    });
    for (let n = 0; n < 150; n++) outbox.add(alert(n));
    await until(() => timers.length === 1);
    expect(sent).toHaveLength(MOST_A_MINUTE);
    expect(warned).toEqual([{ receiver: 'test', event: 'node-down', why: 'not now' }]);
    expect(sent.slice(0, 2).map(({ atMs, dropped }) => [atMs, dropped])).toEqual([
      [50, 50],
      [51, 0],
    ]);
    nowMs = timers[0]!.atMs;
    timers[0]!.wake();
    await until(() => sent.length === 2 * MOST_A_MINUTE && timers.length === 2);
    expect(nowMs).toBe(60_000);
  });
});

describe('omd --alert', () => {
  it('tells a command and a web server of nodes and tasks, as its home sees them', async () => {
    const bundle = await Bundle.make();
    const cluster = new TestCluster(bundle);
    try {
      writeFileSync(at('told'), '');
      posted.length = 0;
      const first = await cluster.add(1, '--alert', `cat >> ${at('told')}`, '--alert', `${url}/hook`);
      const second = await cluster.add(2);
      cluster.introduce();
      await cluster.acquainted();
      const fails = { steps: 3, stepMs: 1, code: 3 };
      const failed = await ScriptedTask.run(await cluster.client(first), fails, { nodes: [1] });
      const endless = { steps: 1e9, stepMs: 3 };
      const lost = await ScriptedTask.run(await cluster.client(first), endless, { nodes: [2] });
      await until(() => lost.output !== '');
      second.child.kill('SIGKILL');
      await lost.has('lost');
      await lost.client.endTask(lost.name, null, null);
      await until(() => linesOf('told').length === 3 && posted.length === 3);
      const by = (a: Sent, b: Sent): number => a.event.localeCompare(b.event);
      expect(linesOf('told').sort(by)).toEqual(posted.sort(by));
      expect(posted).toMatchObject([
        { event: 'node-down', node: 2, name: 'node2', from: { id: 1, name: 'node1' }, dropped: 0 },
        { event: 'task-failed', task: failed.name, command: 'scripted', code: 3 },
        { event: 'task-lost', task: lost.name, reason: expect.stringContaining('node') },
      ]);
    } finally {
      await cluster.stop();
      bundle.remove();
    }
  });
});
