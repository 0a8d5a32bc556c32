// node:tls and node:https.
import { once } from 'node:events';
import https from 'node:https';
import net from 'node:net';
import { PassThrough } from 'node:stream';
import tls from 'node:tls';
import { CERT, KEY } from '../certificate.ts';
import { run, textOf, told } from '../net-cases.ts';

async function serving(onSecure: (socket: tls.TLSSocket) => void, options: tls.TlsOptions = {}) {
  const server = tls.createServer({ key: KEY, cert: CERT, ...options }, onSecure);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as net.AddressInfo).port };
}
async function web(handler: import('node:http').RequestListener) {
  const server = https.createServer({ key: KEY, cert: CERT }, handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as net.AddressInfo).port };
}

await run({
  'what is inside of one over a stream': () =>
    (new tls.TLSSocket(new PassThrough() as never) as never as { _handle: { _parentWrap: object } })._handle._parentWrap.constructor.name,
  'an echo': async () => {
    const { server, port } = await serving((socket) => void socket.pipe(socket));
    const client = tls.connect({ port, host: '127.0.0.1', ca: CERT });
    client.end('secret');
    const text = await textOf(client);
    server.close();
    return [text, client.authorized, client.encrypted];
  },
  'what it is': async () => {
    const { server, port } = await serving((socket) => void socket.end('x'), { ALPNProtocols: ['h2', 'mine'] });
    const client = tls.connect({ port, host: '127.0.0.1', ca: CERT, ALPNProtocols: ['mine'] });
    await once(client, 'secureConnect');
    const { subject, subjectaltname, bits } = client.getPeerCertificate();
    const seen = [client.getProtocol(), client.alpnProtocol, client.getCipher().name, subject.CN, subjectaltname, bits, client.authorizationError ?? null];
    await textOf(client);
    server.close();
    return seen;
  },
  'not trusted': async () => {
    const { server, port } = await serving((socket) => void socket.on('error', () => {}).end());
    const client = tls.connect({ port, host: '127.0.0.1' });
    const error = await new Promise((done) => client.on('error', done));
    server.close();
    return [told(error), client.authorized];
  },
  'not trusted, and taken': async () => {
    const { server, port } = await serving((socket) => void socket.end('taken'));
    const client = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const text = await textOf(client);
    server.close();
    return [text, client.authorized, String(client.authorizationError)];
  },
  'of another name': async () => {
    const { server, port } = await serving((socket) => void socket.on('error', () => {}).end());
    const client = tls.connect({ port, host: '127.0.0.1', ca: CERT, servername: 'example.org' });
    const error = await new Promise<NodeJS.ErrnoException>((done) => client.on('error', done));
    server.close();
    return [error.code, error.message];
  },
  'over a connection that is there': async () => {
    const { server, port } = await serving((socket) => void socket.end('over it'));
    const plain = net.connect(port, '127.0.0.1');
    await once(plain, 'connect');
    const client = tls.connect({ socket: plain, ca: CERT, servername: 'localhost' });
    const text = await textOf(client);
    server.close();
    return text;
  },
  'no TLS at all': async () => {
    const { server, port } = await serving(() => {});
    const failed = once(server, 'tlsClientError');
    const client = net.connect(port, '127.0.0.1');
    client.on('error', () => {}).end('this is no TLS\r\n\r\n');
    const [error] = await failed;
    server.close();
    return (error as NodeJS.ErrnoException).code;
  },
  'https': async () => {
    const { server, port } = await web((req, res) => void res.end(`${req.url} ${(req.socket as tls.TLSSocket).encrypted}`));
    const text = await new Promise((done) => https.get(`https://127.0.0.1:${port}/path`, { ca: CERT, agent: false }, (res) => done(textOf(res))));
    server.close();
    return text;
  },
  'https, a body both ways': async () => {
    const { server, port } = await web((req, res) => void req.pipe(res));
    const big = 'y'.repeat(200_000);
    const req = https.request({ port, host: '127.0.0.1', method: 'POST', ca: CERT, agent: false });
    req.end(big);
    const [res] = await once(req, 'response');
    const text = await textOf(res);
    server.close();
    return text === big;
  },
  'https, not trusted': async () => {
    const { server, port } = await web((_req, res) => void res.end());
    const req = https.get({ port, host: '127.0.0.1', agent: false });
    const error = await new Promise((done) => req.on('error', done));
    server.close();
    return told(error);
  },
  'an agent': () => {
    const agent = new https.Agent({ keepAlive: true });
    const { protocol, defaultPort } = agent as unknown as { protocol: string; defaultPort: number };
    return [protocol, defaultPort, agent.maxFreeSockets];
  },
});
