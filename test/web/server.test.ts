/** The server against real HTTP: clients that are honest, slow, many, or lie. */
import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../agent/system-clock.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_WEB_BODY_BYTES, MAX_WEB_ORDERS, MAX_WEB_PAGES } from '../../protocol/limits.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { WebOrder, WebSamples, WebState } from '../../protocol/web.ts';
import { WebServer } from '../../web/server/server.ts';
import { until } from '../support/until.ts';

const moved = (task: string, to: number): TaskLifeEvent => ({
  event: 'migration',
  atMs: 1,
  task,
  from: 1,
  to,
  reason: 'migrate',
  freezeMs: 1,
  totalMs: 2,
  stateBytes: 3,
  frames: 4,
  objects: 5,
});

function node(id: number, load: number, name = `n${id}`): NodeViewMessage {
  const info = {
    id,
    name,
    nodeVersion: '20.0.0',
    cpus: 1,
    speed: 10_000,
    load,
    freeBytes: 25,
    totalBytes: 100,
  };
  const flags = { guests: 0, blocked: false, stay: false, lstay: false, beat: 1 };
  return { info: { ...info, ...flags }, ageMs: 0, state: 'alive', isSelf: id === 1 };
}

const stateAt = (atMs: number, nodes: NodeViewMessage[]): WebState => ({
  atMs,
  nodes,
  tasks: [],
  missed: 0,
  omitted: 0,
});

let web: WebServer;
let origin: string;
let cookie: string;
let orders: WebOrder[];
let answer: (order: WebOrder) => Promise<TaskLifeEvent>;
const sockets: Socket[] = [];
const requests: ClientRequest[] = [];

beforeEach(async () => {
  orders = [];
  answer = async ({ task, to }) => moved(task, Number(to));
  web = await WebServer.listen(
    {
      host: '127.0.0.1',
      port: 0,
      token: 'secret',
      names: [],
      files: new Map([['/', { type: 'text/html', bytes: Buffer.from('the page') }]]),
      clock: systemClock,
    },
    {
      migrate: (order) => {
        orders.push(order);
        return answer(order);
      },
      history: async () => {
        throw new OmosixError('EREFUSED', 'this agent keeps no history');
      },
    },
  );
  origin = new URL(web.url).origin;
  cookie = `omosix-${new URL(origin).port}=secret`;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const request of requests.splice(0)) request.destroy();
  web.close();
});

interface Got {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** fetch keeps hands off Host and cookies. */
async function ask(path: string, headers: Record<string, string> = { cookie }, body?: string): Promise<Got> {
  const method = body === undefined ? 'GET' : 'POST';
  const asked = httpRequest(`${origin}${path}`, { method, headers, agent: false });
  requests.push(asked);
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of response) text += String(piece);
  return { status: response.statusCode!, headers: response.headers, text };
}

const order = (body: string, headers: Record<string, string> = {}): Promise<Got> =>
  ask('/migrate', { cookie, 'x-omosix': '1', 'content-type': 'application/json', ...headers }, body);

/** What a page is told, as it comes. */
async function listen(): Promise<{ text: string; response: IncomingMessage }> {
  const asked = httpRequest(`${origin}/events`, { headers: { cookie }, agent: false });
  requests.push(asked);
  asked.on('error', () => {});
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const page = { text: '', response };
  response.on('error', () => {});
  response.setEncoding('utf8').on('data', (piece: string) => {
    page.text += piece;
  });
  return page;
}

const eventsOf = (text: string, name: string): unknown[] =>
  [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)]
    .filter(([, event]) => event === name)
    .map(([, , data]) => JSON.parse(data!));

describe('the door', () => {
  it('the printed address gives the cookie; with it the page is served, without it nothing is; every answer forbids what is foreign', async () => {
    const shown = await ask(new URL(web.url).pathname + new URL(web.url).search, {});
    expect(shown.status).toBe(200);
    expect(shown.headers['set-cookie']).toEqual([`${cookie}; Path=/; HttpOnly; SameSite=Strict`]);
    expect(shown.text).toContain('url=/');
    const page = await ask('/');
    expect(page).toMatchObject({ status: 200, text: 'the page' });
    const refused = [
      await ask('/', {}),
      await ask('/events', {}),
      await ask('/past', {}),
      await ask('/?token=guess'),
    ];
    for (const { status, text } of refused) {
      expect(status).toBe(403);
      expect(text).toMatch(/^open the link that mosmon --web has printed.*\n$/);
    }
    for (const { headers } of [shown, page, ...refused]) {
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('a name that is not ours is refused, and what is not there', async () => {
    expect(await ask('/', { cookie, host: 'evil.example' })).toMatchObject({ status: 421 });
    expect(await ask('/../etc/passwd')).toMatchObject({ status: 404 });
    expect(await ask('/icon')).toMatchObject({ status: 404 });
  });

  it('where it cannot listen it says so in one line', async () => {
    const port = Number(new URL(origin).port);
    const options = { host: '127.0.0.1', port, token: '', names: [], files: new Map(), clock: systemClock };
    await expect(WebServer.listen(options, {} as never)).rejects.toMatchObject({
      code: 'EREFUSED',
      message: `--web: 127.0.0.1:${port} cannot be listened at (EADDRINUSE)`,
    });
  });
});

describe('orders', () => {
  it('are carried out and answered', async () => {
    const { status, text } = await order('{"task":"1:5","to":2}');
    expect([status, JSON.parse(text)]).toEqual([200, { event: moved('1:5', 2) }]);
    expect(orders).toEqual([{ task: '1:5', to: 2 }]);
  });

  it('that the agent refuses come with its words', async () => {
    answer = () => Promise.reject(new OmosixError('ENOTASK', 'there is no task 1:9'));
    const { status, text } = await order('{"task":"1:9","to":"balance"}');
    expect([status, JSON.parse(text)]).toEqual([409, { error: 'there is no task 1:9' }]);
  });

  it.each([
    ['no JSON', 'task'],
    ['no task', '{"to":2}'],
    ['no node', '{"task":"1:5","to":"out"}'],
    ['a node beyond all', '{"task":"1:5","to":65536}'],
    ['a task that is none', '{"task":"../../x","to":1}'],
    ['null', 'null'],
    ['too much', `{"task":"1:5","to":2,"x":"${'x'.repeat(MAX_WEB_BODY_BYTES)}"}`],
  ])('%s: nothing is done', async (_, body) => {
    const { status, text } = await order(body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toHaveProperty('error');
    expect(orders).toEqual([]);
  });

  it('of a form, of another site, of nobody: nothing is done', async () => {
    const body = '{"task":"1:5","to":2}';
    expect((await order(body, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await order(body, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await order(body, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await order(body, { cookie: '' })).status).toBe(403);
    expect((await ask('/migrate', { cookie, 'content-type': 'application/json' }, body)).status).toBe(403);
    expect(orders).toEqual([]);
  });

  it('an endless body without a length is cut off', async () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    const head = [
      'POST /migrate HTTP/1.1',
      `Host: ${new URL(origin).host}`,
      `Cookie: ${cookie}`,
      'X-Omosix: 1',
    ];
    socket.write(
      `${[...head, 'Content-Type: application/json', 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`,
    );
    const piece = `${(1024).toString(16)}\r\n${' '.repeat(1024)}\r\n`;
    socket.write(piece.repeat(8));
    let text = '';
    socket.on('data', (bytes) => {
      text += String(bytes);
    });
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(orders).toEqual([]);
  });

  it('so many at a time, and one that waits keeps nobody else', async () => {
    const open: (() => void)[] = [];
    answer = ({ task }) => new Promise((resolve) => open.push(() => resolve(moved(task, 2))));
    const waiting = Array.from({ length: MAX_WEB_ORDERS }, (_, at) => order(`{"task":"1:${at + 1}","to":2}`));
    await until(() => orders.length === MAX_WEB_ORDERS);
    expect((await order('{"task":"1:99","to":2}')).status).toBe(503);
    expect((await ask('/')).status).toBe(200);
    for (const go of open) go();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(MAX_WEB_ORDERS).fill(200));
  });
});

describe('the stream', () => {
  it('tells how it is, and what happens; who comes later gets the newest and what has happened', async () => {
    web.state(stateAt(1000, [node(1, 10)]));
    const first = await listen();
    await until(() => eventsOf(first.text, 'state').length === 1);
    expect(eventsOf(first.text, 'log')).toEqual([[]]);
    web.life(moved('1:5', 2));
    web.lost('it died');
    await until(() => eventsOf(first.text, 'lost').length === 1);
    expect(eventsOf(first.text, 'life')).toEqual([moved('1:5', 2)]);
    const second = await listen();
    await until(() => eventsOf(second.text, 'lost').length === 1);
    expect(eventsOf(second.text, 'log')).toEqual([[moved('1:5', 2)]]);
    expect(eventsOf(second.text, 'state')).toEqual([]);
    web.state(stateAt(2000, [node(1, 20)]));
    await until(() => eventsOf(second.text, 'state').length === 1);
    expect(eventsOf(second.text, 'state')).toEqual([stateAt(2000, [node(1, 20)])]);
  });

  it('a page that does not read gets the newest state when it does, and no queue of them', async () => {
    const slow = await listen();
    slow.response.pause();
    const long = Array.from({ length: 500 }, (_, id) => node(id + 1, 0, 'x'.repeat(200)));
    const told = 300;
    const quick = await listen();
    for (let at = 1; at <= told; at++) {
      web.state(stateAt(at, long));
      // As it goes between what the agent tells.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => quick.text.includes(`{"atMs":${told},`));
    slow.response.resume();
    await until(() => slow.text.includes(`{"atMs":${told},`) && slow.text.endsWith('\n\n'));
    // What the kernel's buffers held, and then the last; all together would be 100 MB.
    expect(eventsOf(slow.text, 'state').length).toBeLessThan(told / 2);
  });

  it('so many pages at a time; one that is closed makes room', async () => {
    const pages = await Promise.all(Array.from({ length: MAX_WEB_PAGES }, listen));
    expect(await ask('/events')).toMatchObject({
      status: 503,
      text: expect.stringMatching(/^\d+ pages are open/),
    });
    pages[0]!.response.destroy();
    await until(async () => {
      const next = await listen();
      const { statusCode } = next.response;
      next.response.destroy();
      return statusCode === 200;
    });
  });

  it('ends with the server', async () => {
    const page = await listen();
    const over = new Promise((resolve) => page.response.once('close', resolve));
    web.close();
    await over;
  });
});

describe('the past', () => {
  it('of the last minutes is what was seen; more is the agent’s, or its reason', async () => {
    web.state(stateAt(1000, [node(1, 10)]));
    web.state(stateAt(1500, [node(1, 11)]));
    web.state(stateAt(2000, [node(1, 12), node(2, 50)]));
    const past = JSON.parse((await ask('/past')).text) as WebSamples;
    expect(past.times).toEqual([1000, 2000]);
    expect(past.nodes.map(({ id, load }) => [id, load])).toEqual([
      [1, [10, 12]],
      [2, [null, 50]],
    ]);
    expect(past.nodes[0]!.usedBytes).toEqual([75, 75]);
    expect(await ask('/past?span=3600000')).toMatchObject({
      status: 409,
      text: '{"error":"this agent keeps no history"}',
    });
    for (const span of ['', '-1', 'x', '1e99']) expect((await ask(`/past?span=${span}`)).status).toBe(400);
  });
});
