// http.Server: what it says on the wire.
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { ask, raw, serving } from '../http-cases.ts';
import { run, textOf, told } from '../net-cases.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/** One case: a server that does so, and what comes of these bytes. */
const wire = async (handler: http.RequestListener, bytes = GET, options: http.ServerOptions = {}) => {
  const { server, port } = await serving(handler, options);
  const text = await raw(port, bytes);
  server.close();
  return text;
};

await run({
  'a length that is known': () => wire((_req, res) => void res.end('hello')),
  'chunks': () =>
    wire((_req, res) => {
      res.write('one');
      res.end('two');
    }),
  'no body': () => wire((_req, res) => void res.end()),
  '204': () => wire((_req, res) => void res.writeHead(204).end()),
  'a status without a name': () => wire((_req, res) => void res.writeHead(299, { 'X-A': '1' }).end('x')),
  'a reason, and headers in a list': () =>
    wire((_req, res) => void res.writeHead(200, 'Fine', ['X-A', '1', 'Set-Cookie', 'a=b']).end('x')),
  'headers of many kinds': () =>
    wire((_req, res) => {
      res.setHeader('Content-Type', 'text/plain');
      res.setHeader('Set-Cookie', ['a=1', 'b=2']);
      res.setHeader('X-Gone', '1');
      res.appendHeader('X-More', '1').appendHeader('X-More', '2');
      res.removeHeader('x-gone');
      res.end(JSON.stringify([res.getHeaders(), res.getHeaderNames(), res.hasHeader('X-GONE')]));
    }),
  'HEAD': () => wire((_req, res) => void res.end('not sent'), GET.replace('GET', 'HEAD')),
  'HTTP/1.0': () => wire((_req, res) => void (res.write('a'), res.end('b')), 'GET / HTTP/1.0\r\n\r\n'),
  'trailers': () =>
    wire((_req, res) => {
      res.setHeader('Trailer', 'X-Sum');
      res.write('body');
      res.addTrailers({ 'X-Sum': '42' });
      res.end();
    }),
  'two requests on one connection': () =>
    wire(
      (req, res) => void setTimeout(() => res.end(req.url), req.url === '/1' ? 10 : 0),
      'GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ),
  'what a request has': () =>
    wire(
      async (req, res) => {
        const text = await textOf(req);
        const { method, url, httpVersion, headers, rawHeaders, headersDistinct, complete } = req;
        res.end(JSON.stringify({ text, method, url, httpVersion, headers, rawHeaders, headersDistinct, complete }));
      },
      'POST /path?q=1 HTTP/1.1\r\nHost: x\r\nAccept: a\r\naccept: b\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody',
    ),
  'a body in chunks, with trailers': () =>
    wire(
      async (req, res) => {
        const text = await textOf(req);
        res.end(JSON.stringify([text, req.trailers, req.rawTrailers]));
      },
      'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n',
    ),
  'without a host': () => wire((_req, res) => void res.end(), 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'),
  'no request at all': () => wire((_req, res) => void res.end(), 'nonsense\r\n\r\n'),
  'a method that is none': () => wire((_req, res) => void res.end(), 'WRONG / HTTP/1.1\r\n\r\n'),
  'a header that is none': () => wire((_req, res) => void res.end(), 'GET / HTTP/1.1\r\nbad header\r\n\r\n'),
  'headers too long': () => wire((_req, res) => void res.end(), `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
  'clientError': async () => {
    const { server, port } = await serving((_req, res) => void res.end());
    let seen: string | undefined;
    server.on('clientError', (error, socket) => {
      seen = (error as NodeJS.ErrnoException).code;
      socket.end('HTTP/1.1 499 Sorry\r\n\r\n');
    });
    const text = await raw(port, 'GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n');
    server.close();
    return [seen, text];
  },
  'expect: 100-continue': () =>
    wire(
      async (req, res) => void res.end(await textOf(req)),
      'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi',
    ),
  'expect something else': () =>
    wire((_req, res) => void res.end(), 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: wonders\r\n\r\n'),
  'early hints and processing': () =>
    wire((_req, res) => {
      res.writeProcessing();
      res.writeEarlyHints({ link: '</a.css>; rel=preload' });
      res.end('done');
    }),
  'an upgrade': async () => {
    const { server, port } = await serving((_req, res) => void res.end());
    server.on('upgrade', (req, socket, head) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${req.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`);
      socket.end(`after ${head}`);
    });
    const text = await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhead');
    server.close();
    return text;
  },
  'the client leaves': async () => {
    const events: string[] = [];
    let over = () => {};
    const closes = new Promise<void>((done) => {
      over = () => void (events.filter((event) => event.includes('close')).length === 2 && done());
    });
    const { server, port } = await serving((req, res) => {
      req.on('aborted', () => events.push('aborted')).on('error', (error) => events.push(told(error)));
      req.on('close', () => {
        events.push('req close');
        over();
      });
      res.on('close', () => {
        events.push(`res close ${res.writableFinished}`);
        over();
      });
    });
    const socket = net.connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');
    await once(server, 'request');
    socket.destroy();
    await closes;
    server.close();
    return events.sort();
  },
  'a large body, both ways': async () => {
    const { server, port } = await serving((req, res) => void req.pipe(res));
    const big = 'x'.repeat(300_000);
    const { text, status } = await ask(port, { method: 'PUT' }, big);
    server.close();
    return [status, text === big];
  },
  'wrong uses of a response': async () => {
    const errors: string[] = [];
    const attempt = (act: () => unknown) => {
      try {
        act();
        errors.push('nothing');
      } catch (error) {
        errors.push(told(error));
      }
    };
    await wire((_req, res) => {
      attempt(() => res.setHeader('a b', 'x'));
      attempt(() => res.setHeader('a', undefined as never));
      attempt(() => res.setHeader('a', 'x\ny'));
      attempt(() => res.writeHead(1));
      attempt(() => res.write(5 as never));
      res.end('x');
      attempt(() => res.setHeader('late', '1'));
      attempt(() => res.writeHead(200));
    });
    return errors;
  },
  'names': () => [http.STATUS_CODES[418], http.METHODS.includes('PATCH'), http.maxHeaderSize],
});
