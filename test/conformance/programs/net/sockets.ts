// Sockets: what goes through, and how they end.
import { once } from 'node:events';
import net from 'node:net';
import { closed, run, serve, textOf, told } from '../net-cases.ts';

const big = Buffer.alloc(700_000, 'abcdefg');

await run({
  'an echo': async () => {
    const { server, port } = await serve((socket) => void socket.pipe(socket));
    const client = net.connect(port, '127.0.0.1');
    client.end('hello');
    const text = await textOf(client);
    return [text, client.bytesRead, client.bytesWritten, client.destroyed, await closed(server)];
  },
  'much, both ways': async () => {
    const { server, port } = await serve((socket) => void socket.pipe(socket));
    const client = net.connect(port, '127.0.0.1');
    client.end(big);
    const parts: Buffer[] = [];
    for await (const part of client) parts.push(part as Buffer);
    server.close();
    return [Buffer.concat(parts).equals(big), client.bytesRead, client.bytesWritten];
  },
  'back-pressure: write says when to wait': async () => {
    const { server, port } = await serve((socket) => void setTimeout(() => socket.resume(), 20));
    const client = net.connect(port, '127.0.0.1').resume();
    await once(client, 'connect');
    let writes = 0;
    const chunk = Buffer.alloc(1 << 20);
    while (client.write(chunk) && writes < 100) writes++;
    await once(client, 'drain');
    client.end();
    await once(client, 'close');
    server.close();
    return writes < 100;
  },
  'its properties': async () => {
    const { server, port } = await serve((socket) => void socket.end('x'));
    const client = new net.Socket();
    const before = [client.readyState, client.pending, client.connecting, client.remoteAddress];
    client.connect(port, '127.0.0.1');
    const during = [client.readyState, client.pending, client.connecting];
    await once(client, 'connect');
    const { remoteAddress, remoteFamily, localAddress, localFamily } = client;
    const after = [client.readyState, client.pending, client.connecting, client.remotePort === port];
    const own = client.address() as net.AddressInfo;
    client.resume().end();
    await once(client, 'close');
    server.close();
    return [before, during, after, remoteAddress, remoteFamily, localAddress, localFamily, own.family];
  },
  'the order of events': async () => {
    const order: string[] = [];
    const { server, port } = await serve((socket) => void socket.end('bye'));
    const client = net.connect({ port, host: '127.0.0.1' }, () => order.push('listener'));
    for (const event of ['lookup', 'connect', 'ready', 'data', 'end', 'finish', 'close'])
      client.on(event, (value?: unknown) => order.push(`${event} ${typeof value === 'boolean' ? value : ''}`));
    await once(client, 'close');
    server.close();
    return order;
  },
  'half open': async () => {
    const { server, port } = await serve(
      (socket) => {
        socket.on('end', () => setTimeout(() => socket.end('after the end'), 5)).resume();
      },
      { allowHalfOpen: true },
    );
    const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.end('now');
    const text = await textOf(client);
    server.close();
    return [text, client.writableEnded];
  },
  'refused': async () => {
    const { server, port } = await serve(() => {});
    await closed(server);
    const client = net.connect(port, '127.0.0.1');
    const [error] = await once(client, 'error').catch((failed) => [failed]);
    await once(client, 'close');
    return [told(error), error.address, error.port === port, client.destroyed];
  },
  'reset by the peer': async () => {
    const { server, port } = await serve((socket) => void setTimeout(() => socket.resetAndDestroy(), 5));
    const client = net.connect(port, '127.0.0.1');
    const failed = new Promise((done) => client.on('error', done));
    const hadError = new Promise((done) => client.on('close', done));
    const result = [told(await failed), await hadError];
    server.close();
    return result;
  },
  'destroyed with an error': async () => {
    const { server, port } = await serve((socket) => void socket.resume());
    const client = net.connect(port, '127.0.0.1');
    await once(client, 'connect');
    const events: unknown[] = [];
    client.on('error', (error) => events.push(error.message)).on('close', (had) => events.push(had));
    client.destroy(new Error('enough'));
    await new Promise((done) => client.on('close', done));
    server.close();
    return [events, client.destroyed, client.readyState];
  },
  'destroyed while it connects': async () => {
    const { server, port } = await serve((socket) => void socket.on('error', () => {}));
    const client = net.connect(port, '127.0.0.1');
    client.destroy();
    await new Promise((done) => client.on('close', done));
    server.close();
    return [client.connecting, client.destroyed];
  },
  'written after the end': async () => {
    const { server, port } = await serve((socket) => void socket.resume());
    const client = net.connect(port, '127.0.0.1');
    client.end();
    const failed = new Promise((done) => client.on('error', done));
    client.write('late');
    const error = await failed;
    server.close();
    return told(error);
  },
  'setTimeout': async () => {
    const { server, port } = await serve((socket) => void socket.resume());
    const client = net.connect(port, '127.0.0.1');
    const events: string[] = [];
    client.setTimeout(20, () => {
      events.push(`timeout ${client.timeout}`);
      client.end();
    });
    await once(client.resume(), 'close');
    server.close();
    return events;
  },
  'an encoding': async () => {
    const { server, port } = await serve((socket) => void socket.end(Buffer.from('žluťoučký')));
    const client = net.connect(port, '127.0.0.1').setEncoding('hex');
    const text = await textOf(client);
    server.close();
    return text;
  },
  'paused and resumed': async () => {
    const { server, port } = await serve((socket) => void socket.end('some'));
    const client = net.connect(port, '127.0.0.1').pause();
    const events: string[] = [];
    client.on('data', (chunk) => events.push(String(chunk)));
    await new Promise((done) => setTimeout(done, 20));
    events.push('resumed');
    client.resume();
    await once(client, 'close');
    server.close();
    return events;
  },
  'setNoDelay and others give the socket': async () => {
    const { server, port } = await serve((socket) => void socket.resume());
    const client = net.connect(port, '127.0.0.1');
    await once(client, 'connect');
    const same = [client.setNoDelay(), client.setKeepAlive(true, 1000), client.ref(), client.unref(), client.setTimeout(0)];
    client.destroy();
    server.close();
    return same.map((each) => each === client);
  },
  'ended with a callback, corked writes': async () => {
    const { server, port } = await serve((socket) => void socket.pipe(socket));
    const client = net.connect(port, '127.0.0.1');
    client.cork();
    client.write('one ');
    client.write('dHdv', 'base64');
    client.uncork();
    const finished = new Promise((done) => client.end(' three', () => done('finished')));
    const text = await textOf(client);
    server.close();
    return [await finished, text];
  },
  'a signal': async () => {
    const { server, port } = await serve((socket) => void socket.on('error', () => {}));
    const controller = new AbortController();
    const client = new net.Socket({ signal: controller.signal });
    client.connect(port, '127.0.0.1');
    await once(client, 'connect');
    controller.abort();
    const error = await new Promise((done) => client.on('error', done));
    server.close();
    return told(error);
  },
  'wrong arguments': () =>
    [
      () => net.connect({} as net.NetConnectOpts),
      () => net.connect(70_000),
      () => net.connect({ port: 1, localAddress: 'nowhere' }),
      () => new net.Socket().setTimeout(-1),
      () => new net.Socket().setTimeout('x' as unknown as number),
      () => net.createServer('x' as unknown as net.ServerOpts),
    ].map((act) => {
      try {
        act();
        return 'nothing';
      } catch (error) {
        return told(error);
      }
    }),
});
