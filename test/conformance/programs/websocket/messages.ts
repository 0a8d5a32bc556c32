/** What comes and goes, in all forms, and how it ends. */
import { BINARY, CLOSE, listening, PING, PONG, TEXT } from '../websocket-cases.ts';

type Closed = Event & { code: number; reason: string; wasClean: boolean };

const heard: string[] = [];
const { server, at, clean } = await listening(
  (url) => ({ protocol: url.includes('b') ? 'b' : undefined, deflates: url.includes('deflate') }),
  (peer, url) => {
    peer.send(PING, 'are you there');
    peer.onframe = (opcode, data) => {
      if (opcode === PONG) heard.push(`pong ${data}`);
      else if (opcode === CLOSE) {
        heard.push(`close ${data.length > 1 ? data.readUInt16BE(0) : ''} ${data.subarray(2)}`);
        peer.send(CLOSE, data);
        peer.socket.end();
      } else if (String(data) === 'pieces') {
        peer.send(TEXT, 'one ', { fin: false });
        peer.send(0, 'and two', { fin: false });
        peer.send(0, '!');
      } else if (String(data) === 'go') peer.close(3456, 'gone');
      else peer.send(opcode === TEXT ? TEXT : BINARY, data);
    };
    if (url === '/silent') peer.socket.pause();
  },
);

/** Everything it is sent comes back, one after the other. */
async function spoken(path: string, binaryType: WebSocket['binaryType'], messages: unknown[], bye: (ws: WebSocket) => void) {
  const ws = new WebSocket(at + path, path.includes('b') ? ['a', 'b'] : []);
  ws.binaryType = binaryType;
  const states = [ws.readyState];
  await new Promise((done) => {
    ws.onopen = done;
  });
  states.push(ws.readyState);
  for (const message of messages) {
    ws.send(message as string);
    const event = await new Promise<MessageEvent>((done) => ws.addEventListener('message', done, { once: true }));
    const { data } = event as { data: unknown };
    const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data instanceof Blob ? await data.arrayBuffer() : (data as ArrayBuffer));
    const what = typeof data === 'string' ? 'string' : (data as object).constructor.name;
    console.log(what, bytes.length, bytes.subarray(0, 12).toString('latin1'), clean(event.origin));
  }
  const closed = new Promise<Closed>((done) => {
    ws.onclose = done as (event: Event) => void;
  });
  bye(ws);
  states.push(ws.readyState);
  const { code, reason, wasClean } = await closed;
  console.log(path, states.join(), ws.readyState, ws.protocol, ws.extensions, code, reason, wasClean, clean(ws.url));
}

await spoken('/', 'blob', ['hello', '', 'ü'.repeat(70), 'pieces', Buffer.from('bytes')], (ws) => ws.close(1000, 'done'));
await spoken('/b', 'arraybuffer', [new Uint8Array(300).fill(7), new Uint8Array([1, 2]).buffer, new Blob(['a', 'blob']), new DataView(new ArrayBuffer(3))], (ws) => ws.close());
await spoken('/deflate', 'arraybuffer', ['packed '.repeat(60), Buffer.alloc(2000, 'xyz'), 'x', 'again '.repeat(30)], (ws) => ws.send('go'));
await spoken('/long', 'arraybuffer', ['long '.repeat(14_000), Buffer.alloc(66_000, 9)], (ws) => ws.close(4999));
console.log(heard.join('\n'));
server.close();
