// Servers, unix sockets, and what computes only.
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { closed, run, serve, textOf, told } from '../net-cases.ts';

const workplace = process.argv[2]!;

await run({
  'an address at once': async () => {
    const server = net.createServer();
    const before = server.address();
    server.listen(0);
    const { port, family, address } = server.address() as net.AddressInfo;
    const listening = server.listening;
    await once(server, 'listening');
    return [before, port > 0, family, address, listening, await closed(server), server.address(), server.listening];
  },
  'a listener and nothing else': async () => {
    const server = net.createServer();
    const port = await new Promise<number>((done) =>
      server.listen(() => done((server.address() as net.AddressInfo).port)),
    );
    return [port > 0, await closed(server)];
  },
  'in use': async () => {
    const { server, port } = await serve(() => {});
    const second = net.createServer().listen(port, '127.0.0.1');
    const error = await new Promise<NodeJS.ErrnoException & { port?: number; address?: string }>((done) => second.on('error', done));
    server.close();
    return [told(error), error.port === port, error.address];
  },
  'close waits for its connections': async () => {
    const order: string[] = [];
    const { server, port } = await serve((socket) => void socket.on('end', () => order.push('socket')).resume());
    const client = net.connect(port, '127.0.0.1');
    await Promise.all([once(client, 'connect'), once(server, 'connection')]);
    const end = closed(server).then(() => order.push('server'));
    const count = await new Promise((done) => server.getConnections((_error, n) => done(n)));
    client.end();
    await end;
    return [count, order];
  },
  'close of one that does not listen': () => closed(net.createServer()).then(told),
  'maxConnections': async () => {
    const { server, port } = await serve((socket) => void socket.resume());
    server.maxConnections = 1;
    const first = net.connect(port, '127.0.0.1');
    await once(server, 'connection');
    const dropped = once(server, 'drop');
    const second = net.connect(port, '127.0.0.1').resume();
    const [how] = await dropped;
    await new Promise((done) => second.on('error', () => {}).on('close', done));
    first.destroy();
    server.close();
    return [how.localFamily, how.localPort === port, how.remoteAddress];
  },
  'pauseOnConnect': async () => {
    const { server, port } = await serve(
      (socket) => {
        setTimeout(() => socket.pipe(socket), 5);
      },
      { pauseOnConnect: true },
    );
    const client = net.connect(port, '127.0.0.1');
    client.end('held');
    const text = await textOf(client);
    server.close();
    return text;
  },
  'many at once': async () => {
    const { server, port } = await serve((socket) => void socket.pipe(socket));
    const all = Array.from({ length: 20 }, async (_, i) => {
      const client = net.connect(port, '127.0.0.1');
      client.end(`client ${i}`);
      return textOf(client);
    });
    const texts = await Promise.all(all);
    return [texts.every((text, i) => text === `client ${i}`), await closed(server)];
  },
  'a unix socket': async () => {
    const path = join(workplace, 'socket');
    const server = net.createServer((socket) => void socket.end('by file'));
    server.listen(path);
    await once(server, 'listening');
    const client = net.connect(path);
    await once(client, 'connect');
    const ends = [client.remoteAddress, client.remotePort, client.address()];
    const text = await textOf(client);
    const isPath = server.address() === path;
    await closed(server);
    const gone = await new Promise((done) => net.connect(path).on('error', (error) => done((error as NodeJS.ErrnoException).code)));
    return [ends, text, isPath, gone];
  },
  'an aborted server': async () => {
    const controller = new AbortController();
    const server = net.createServer().listen({ port: 0, signal: controller.signal });
    await once(server, 'listening');
    controller.abort();
    await once(server, 'close');
    return server.listening;
  },
  'listens twice': async () => {
    const server = net.createServer().listen(0);
    try {
      server.listen(0);
      return 'no error';
    } catch (error) {
      return told(error);
    } finally {
      server.close();
    }
  },
  'by name': async () => {
    const { server, port } = await serve((socket) => void socket.end('named'));
    const client = net.connect({ port, host: 'localhost', family: 4 });
    const [error, address, family, host] = await once(client, 'lookup');
    const text = await textOf(client);
    server.close();
    return [error, address, family, host, text];
  },
  'a lookup of its own': async () => {
    const { server, port } = await serve((socket) => void socket.end('found'));
    const asked: unknown[] = [];
    const client = net.connect({
      port,
      host: 'nowhere.invalid',
      family: 4,
      lookup: (host, options, done) => {
        asked.push(host, options.family);
        done(null, '127.0.0.1', 4);
      },
    });
    const text = await textOf(client);
    server.close();
    return [asked, text];
  },
  'a lookup that fails': async () => {
    const client = net.connect({
      port: 1,
      host: 'nowhere.invalid',
      lookup: (_host, _options, done) => done(new Error('not today'), '', 4),
    });
    return new Promise((done) => client.on('error', (error) => done(error.message)));
  },
  isIP: () => [net.isIP('::1'), net.isIP('1.2.3.4'), net.isIP('x'), net.isIPv4('1.2.3.4'), net.isIPv6('1.2.3.4')],
  BlockList: () => {
    const list = new net.BlockList();
    list.addAddress('10.0.0.1');
    list.addRange('10.0.1.1', '10.0.1.9');
    list.addSubnet('192.168.0.0', 16);
    list.addSubnet('8592:757c:efae:4e45::', 64, 'ipv6');
    return [
      list.check('10.0.0.1'),
      list.check('10.0.0.2'),
      list.check('10.0.1.5'),
      list.check('192.168.7.7'),
      list.check('::ffff:192.168.7.7', 'ipv6'),
      list.check('8592:757c:efae:4e45::7', 'ipv6'),
      list.check('::1', 'ipv6'),
      list.rules,
    ];
  },
  SocketAddress: () => {
    const { address, family, port } = new net.SocketAddress({ address: '::1', family: 'ipv6', port: 80 });
    return [address, family, port, new net.SocketAddress({}).address];
  },
});
// A server that nobody waits for does not keep the program.
net.createServer().listen(0).unref();
