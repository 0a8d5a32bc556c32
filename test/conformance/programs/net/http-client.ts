// http.request, http.get, Agent.
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { ask, serving } from '../http-cases.ts';
import { run, serve, textOf, told } from '../net-cases.ts';

/** What a client sends to one that only listens, and that answers so. */
async function sent(options: http.RequestOptions, body?: string, answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n') {
  let text = '';
  const { server, port } = await serve((socket) => {
    socket.on('data', (chunk) => {
      text += chunk;
      if (/\r\n\r\n/.test(text)) socket.end(answer);
    });
  });
  const req = http.request({ host: '127.0.0.1', port, agent: false, ...options });
  req.end(body);
  const [res] = await once(req, 'response');
  res.resume();
  await once(res, 'end');
  server.close();
  return text.replaceAll(String(port), 'PORT');
}

/** How a request fails whose server says this and ends. */
async function failure(answer: string) {
  const { server, port } = await serve((socket) => void socket.once('data', () => socket.end(answer)));
  const req = http.get({ host: '127.0.0.1', port, agent: false });
  const error = await new Promise((done) => {
    req.on('error', done);
    req.on('response', (res) => res.on('error', done).resume());
  });
  server.close();
  return told(error);
}

await run({
  'GET': () => sent({}),
  'POST with a body': () => sent({ method: 'POST', path: '/p', headers: { 'X-A': ['1', '2'], 'content-type': 'text/plain' } }, 'body'),
  'POST without': () => sent({ method: 'post' }),
  'with a name and a password': () => sent({ auth: 'user:pass', setHost: false }),
  'a response': async () => {
    const { server, port } = await serving((req, res) => {
      res.writeHead(201, { 'X-A': '1', 'Set-Cookie': ['a', 'b'] });
      res.end(`${req.method} ${req.url}`);
    });
    const answer = await ask(port, { path: '/x' });
    server.close();
    return answer;
  },
  'by URL, with a callback': async () => {
    const { server, port } = await serving((req, res) => void res.end(req.url));
    const text = await new Promise((done) => http.get(`http://127.0.0.1:${port}/a/b?c=d#e`, { agent: false }, (res) => done(textOf(res))));
    const other = await new Promise((done) => http.get(new URL(`http://127.0.0.1:${port}/url`), { agent: false }, (res) => done(textOf(res))));
    server.close();
    return [text, other];
  },
  'many at once': async () => {
    const { server, port } = await serving((req, res) => void res.end(req.url));
    const texts = await Promise.all(Array.from({ length: 10 }, (_, i) => ask(port, { path: `/${i}` })));
    server.close();
    return texts.map(({ text }) => text).join('');
  },
  'a connection that is kept': async () => {
    const ports = new Set();
    const { server, port } = await serving((req, res) => {
      ports.add(req.socket.remotePort);
      res.end('x');
    });
    const agent = new http.Agent({ keepAlive: true });
    const reused: boolean[] = [];
    for (let i = 0; i < 3; i++) {
      const req = http.get({ port, host: '127.0.0.1', agent });
      const [res] = await once(req, 'response');
      await textOf(res);
      reused.push(req.reusedSocket);
      await new Promise((done) => setTimeout(done, 5));
    }
    const names = Object.keys(agent.freeSockets).length;
    agent.destroy();
    server.close();
    return [ports.size, reused, names];
  },
  'an agent of one connection': async () => {
    const { server, port } = await serving((req, res) => void setTimeout(() => res.end(req.url), 2));
    const agent = new http.Agent({ maxSockets: 1 });
    const answers = await Promise.all(['/a', '/b', '/c'].map((path) => ask(port, { agent, path })));
    server.close();
    agent.destroy();
    return answers.map(({ text }) => text);
  },
  'getName': () => new http.Agent().getName({ host: 'a', port: 1, localAddress: 'l', family: 4 }),
  'the global agent': () => [http.globalAgent instanceof http.Agent, http.globalAgent.maxSockets, (http.globalAgent as unknown as { keepAlive: boolean }).keepAlive],
  'refused': async () => {
    const { server, port } = await serving(() => {});
    await new Promise((done) => server.close(done));
    const req = http.get({ port, host: '127.0.0.1' });
    const error = await new Promise((done) => req.on('error', done));
    return [told(error), req.destroyed];
  },
  'hung up': () => failure(''),
  'cut short': () => failure('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
  'no response at all': () => failure('nonsense\r\n\r\n'),
  'until the end': async () => {
    const { server, port } = await serve((socket) => void socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it')));
    const { text, headers } = await ask(port);
    server.close();
    return [text, headers];
  },
  'a timeout': async () => {
    const { server, port } = await serving(() => {});
    const req = http.get({ port, host: '127.0.0.1', timeout: 20, agent: false });
    await once(req, 'timeout');
    req.destroy(new Error('too late'));
    const error = await new Promise((done) => req.on('error', done));
    server.closeAllConnections();
    server.close();
    return told(error);
  },
  'aborted by a signal': async () => {
    const { server, port } = await serving(() => {});
    const controller = new AbortController();
    const req = http.get({ port, host: '127.0.0.1', signal: controller.signal, agent: false });
    setTimeout(() => controller.abort(), 10);
    const error = await new Promise((done) => req.on('error', done));
    server.closeAllConnections();
    server.close();
    return told(error);
  },
  'destroyed before it is sent': async () => {
    const req = http.get({ port: 1, host: '127.0.0.1', agent: false });
    req.destroy();
    const error = await new Promise((done) => req.on('error', done));
    return told(error);
  },
  'continue': async () => {
    const { server, port } = await serving(async (req, res) => void res.end(await textOf(req)));
    const req = http.request({ port, host: '127.0.0.1', method: 'PUT', agent: false, headers: { Expect: '100-continue' } });
    await once(req, 'continue');
    req.end('now');
    const [res] = await once(req, 'response');
    const text = await textOf(res);
    server.close();
    return text;
  },
  'information': async () => {
    const { server, port } = await serving((_req, res) => {
      res.writeProcessing();
      setTimeout(() => res.end('ok'), 5);
    });
    const req = http.get({ port, host: '127.0.0.1', agent: false });
    const [info] = await once(req, 'information');
    const [res] = await once(req, 'response');
    const text = await textOf(res);
    server.close();
    return [info.statusCode, text];
  },
  'an upgrade': async () => {
    const { server, port } = await serve(
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhead')),
    );
    const req = http.get({ port, host: '127.0.0.1', agent: false, headers: { Connection: 'Upgrade', Upgrade: 'x' } });
    const [res, socket, head] = await once(req, 'upgrade');
    const text = String(head) + (await textOf(socket as net.Socket));
    server.close();
    return [res.statusCode, res.headers.upgrade, text];
  },
  'what a request has': () => {
    const req = http.request({ host: '127.0.0.1', port: 1, path: '/p', method: 'PUT', headers: { 'X-A': '1' } });
    req.on('error', () => {});
    const { method, path, host, protocol, reusedSocket, headersSent, writableEnded } = req;
    const seen = [method, path, host, protocol, reusedSocket, headersSent, writableEnded, req.getHeader('x-a'), req.getHeaderNames(), req.getRawHeaderNames()];
    req.destroy();
    return seen;
  },
  'wrong arguments': () =>
    [
      () => http.get('ftp://x/'),
      () => http.request({ method: 'a b' }),
      () => http.request({ path: '/a b' }),
      () => http.request({ host: 5 as never }),
      () => http.get('nonsense'),
      () => new http.Agent({ scheduling: 'random' as never }),
    ].map((act) => {
      try {
        act();
        return 'nothing';
      } catch (error) {
        return told(error);
      }
    }),
});
