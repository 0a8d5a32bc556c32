/** What is no WebSocket, and what may not be asked of one. */
import { run } from '../net-cases.ts';
import { listening, TEXT } from '../websocket-cases.ts';

const { server, at } = await listening(
  (url) => (url === '/no' ? { refuses: '403 Forbidden' } : url === '/odd' ? { protocol: 'never asked for' } : {}),
  (peer, url) => {
    if (url === '/cut') peer.socket.end(Buffer.from([0x81, 20, 65]));
    else if (url === '/wrong') peer.socket.write(Buffer.from([0x83, 0]));
    else if (url === '/utf8') peer.send(TEXT, Buffer.from([0xff, 0xfe]));
  },
);

/** The events of one, in their order, until it is closed or has failed. */
function lives(path: string, protocols: string[] = []): Promise<string> {
  return new Promise((done) => {
    const ws = new WebSocket(path.startsWith('/') ? at + path : path, protocols);
    const events: string[] = [];
    const say = (event: Event) => {
      const { code, wasClean } = event as Event & { code: number; wasClean: boolean };
      events.push(event.type === 'close' ? `close ${code} ${wasClean}` : event.type);
    };
    for (const type of ['open', 'message', 'error', 'close']) ws.addEventListener(type, say);
    const over = () => setTimeout(() => done(`${events.join()} ${ws.readyState}`), 30);
    ws.addEventListener('close', over);
    ws.addEventListener('error', over);
  });
}

await run({
  'no upgrade': () => lives('/no'),
  'a protocol that nobody asked for': () => lives('/odd', ['x']),
  'cut off': () => lives('/cut'),
  'no such opcode': () => lives('/wrong'),
  'no UTF-8': () => lives('/utf8'),
  'nobody there': () => lives('ws://127.0.0.1:1/'),
  'no address': () => new WebSocket('nonsense'),
  'another scheme': () => new WebSocket('ftp://127.0.0.1/'),
  'a fragment': () => new WebSocket('ws://127.0.0.1/#there'),
  'protocols twice': () => new WebSocket(at, ['x', 'x']),
  'nothing': () => new (WebSocket as unknown as new () => object)(),
  'sends too early': () => {
    const ws = new WebSocket(at);
    ws.onerror = () => {};
    try {
      ws.send('x');
    } finally {
      ws.close();
    }
  },
  'closes with a bad code': () => {
    const ws = new WebSocket(at);
    ws.onerror = () => {};
    try {
      ws.close(5);
    } finally {
      ws.close();
    }
  },
  'looks': () => [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED, Object.keys(WebSocket.prototype).sort().join()],
});
server.close();
server.closeAllConnections();
process.exit();
