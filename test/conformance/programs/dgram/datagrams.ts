// node:dgram
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { run, told } from '../net-cases.ts';

const fail = async (act: () => unknown) => {
  try {
    return await act();
  } catch (error) {
    return told(error);
  }
};
const any = <T>(value: unknown) => value as T;

async function bound(type: dgram.SocketType = 'udp4', host = '127.0.0.1'): Promise<{ socket: dgram.Socket; port: number }> {
  const socket = dgram.createSocket(type);
  socket.bind(0, host);
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}
const got = async (socket: dgram.Socket) => {
  const [bytes, from] = (await once(socket, 'message')) as [Buffer, dgram.RemoteInfo];
  return [bytes.toString(), from.address, from.family, from.size];
};
/** What comes of these sends. */
async function received(count: number, send: (to: number, socket: dgram.Socket) => void): Promise<unknown[]> {
  const { socket, port } = await bound();
  const sender = dgram.createSocket('udp4');
  const found: unknown[] = [];
  send(port, sender);
  while (found.length < count) found.push(await got(socket));
  sender.close();
  socket.close();
  return found;
}

await run({
  'bound, and its address': async () => {
    const { socket, port } = await bound();
    const { address, family } = socket.address();
    socket.close();
    await once(socket, 'close');
    return [port > 0, address, family];
  },
  'by options and a callback': async () => {
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    await new Promise<void>((done) => socket.bind({ port: 0, address: '127.0.0.1' }, done));
    const { family } = socket.address();
    socket.close();
    return family;
  },
  'a string': () => received(1, (to, socket) => socket.send('hello \u00e4', to, '127.0.0.1')),
  'bytes, and how many': async () => {
    const { socket, port } = await bound();
    const sender = dgram.createSocket('udp4');
    const sent = await new Promise((done) => sender.send(Buffer.from('bytes'), port, '127.0.0.1', (...args) => done(args)));
    const line = await got(socket);
    socket.close();
    sender.close();
    return [sent, line];
  },
  'a part': () => received(1, (to, socket) => socket.send('abcdef', 2, 3, to, '127.0.0.1')),
  'a list': () => received(1, (to, socket) => socket.send(['one ', Buffer.from('two')], to, '127.0.0.1')),
  'nothing at all': () => received(1, (to, socket) => socket.send([], to, '127.0.0.1')),
  'to this machine': () => received(1, (to, socket) => socket.send('x', to)),
  'many': async () => {
    const lines = await received(20, (to, socket) => {
      for (let i = 0; i < 20; i++) socket.send(`n${i}`, to, '127.0.0.1');
    });
    return lines.map((line) => any<string[]>(line)[0]).sort();
  },
  'there and back': async () => {
    const { socket, port } = await bound();
    socket.on('message', (bytes, from) => socket.send(`back: ${bytes}`, from.port, from.address));
    const client = dgram.createSocket('udp4');
    client.send('there', port, '127.0.0.1');
    const line = await got(client);
    client.close();
    socket.close();
    return line;
  },
  connected: async () => {
    const { socket, port } = await bound();
    const client = dgram.createSocket('udp4');
    await new Promise<void>((done) => client.connect(port, '127.0.0.1', () => done()));
    client.send('to whom it is connected');
    const line = await got(socket);
    const remote = client.remoteAddress();
    const lines = [
      line,
      remote.address,
      remote.port === port,
      await fail(() => client.send('x', port, '127.0.0.1')),
      await fail(() => client.connect(port)),
    ];
    client.disconnect();
    lines.push(await fail(() => client.remoteAddress()), await fail(() => client.disconnect()));
    client.close();
    socket.close();
    return lines;
  },
  'the sixth version': async () => {
    const { socket, port } = await bound('udp6', '::1');
    const client = dgram.createSocket({ type: 'udp6', ipv6Only: true });
    client.send('six', port, '::1');
    const line = await got(socket);
    client.close();
    socket.close();
    return line;
  },
  'arguments that are wrong': async () => {
    const socket = dgram.createSocket('udp4');
    const lines = [
      await fail(() => dgram.createSocket(any('tcp'))),
      await fail(() => socket.send(any(1), 1, 'x')),
      await fail(() => socket.send('x', 0)),
      await fail(() => socket.send('x', 70_000)),
      await fail(() => socket.send('x', any('no'), 'x')),
      await fail(() => socket.send('abc', 4, 1, 1, '127.0.0.1')),
      await fail(() => socket.send(any(['a', 1]), 1)),
      await fail(() => socket.connect(0)),
      await fail(() => socket.setTTL(any('x'))),
      await fail(() => socket.remoteAddress()),
    ];
    socket.close();
    return [...lines, await fail(() => socket.close()), await fail(() => socket.send('x', 1)), await fail(() => socket.address())];
  },
  'not bound': async () => {
    const socket = dgram.createSocket('udp4');
    const lines = [await fail(() => socket.address()), await fail(() => socket.setBroadcast(true)), await fail(() => socket.setTTL(3))];
    socket.close();
    return lines;
  },
  'bound twice': async () => {
    const { socket } = await bound();
    const line = await fail(() => socket.bind(0));
    socket.close();
    return line;
  },
  'an address that is taken': async () => {
    const { socket, port } = await bound();
    const other = dgram.createSocket('udp4');
    other.bind(port, '127.0.0.1');
    const [error] = await once(other, 'error').catch((thrown) => [thrown]);
    other.close();
    socket.close();
    return told(error);
  },
  'an address that is not here': async () => {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '192.0.2.1');
    const error = await once(socket, 'listening').catch((thrown) => thrown);
    socket.close();
    return told(error);
  },
  options: async () => {
    const { socket } = await bound();
    const lines = [
      socket.setBroadcast(true),
      socket.setTTL(5),
      socket.setMulticastTTL(3),
      socket.setMulticastLoopback(true),
      socket.setRecvBufferSize(20_000),
      socket.getRecvBufferSize() > 0,
      await fail(() => socket.setTTL(1000)),
      await fail(() => socket.addMembership('1.2.3.4')),
      await fail(() => socket.addMembership(any(undefined))),
      socket.ref() === socket && socket.unref() === socket,
    ];
    socket.close();
    return lines;
  },
  'a signal': async () => {
    const controller = new AbortController();
    const socket = dgram.createSocket({ type: 'udp4', signal: controller.signal });
    controller.abort();
    await once(socket, 'close');
    return fail(() => socket.close());
  },
  'too large': async () => {
    const socket = dgram.createSocket('udp4');
    const error = await new Promise((done) => socket.send(Buffer.alloc(70_000), 9, '127.0.0.1', done));
    socket.close();
    return told(error);
  },
  'the port is known': async () => {
    const { socket, port } = await bound();
    const line = any<AddressInfo>(socket.address()).port === port;
    socket.close();
    return line;
  },
});
