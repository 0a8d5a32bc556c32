/** A server of WebSockets (RFC 6455), as small as can be, over `upgrade` of http. */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import { serving } from './http-cases.ts';

export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

export class Peer {
  onframe: (opcode: number, data: Buffer) => void = () => {};
  private rest: Buffer = Buffer.alloc(0);
  constructor(
    readonly socket: Duplex,
    private readonly deflates: boolean,
  ) {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', () => {});
  }

  send(opcode: number, data: string | Buffer, { fin = true } = {}): void {
    let bytes = Buffer.from(data as string);
    const isPacked = this.deflates && (opcode === TEXT || opcode === BINARY) && fin;
    // Without the last block, which is empty (RFC 7692, 7.2.1).
    if (isPacked) bytes = Buffer.concat([deflateRawSync(bytes, { finishFlush: 2 })]).subarray(0, -4);
    const head = [(fin ? 0x80 : 0) | (isPacked ? 0x40 : 0) | opcode];
    if (bytes.length < 126) head.push(bytes.length);
    else if (bytes.length < 65_536) head.push(126, bytes.length >> 8, bytes.length & 255);
    else head.push(127, 0, 0, 0, 0, bytes.length >>> 24, (bytes.length >> 16) & 255, (bytes.length >> 8) & 255, bytes.length & 255);
    this.socket.write(Buffer.concat([Buffer.from(head), bytes]));
  }
  close(code: number, reason: string): void {
    this.send(CLOSE, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));
    this.socket.end();
  }

  private take(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const { rest } = this;
      if (rest.length < 2) return;
      const short = rest[1]! & 127;
      const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
      if (rest.length < 6 + extra) return;
      const length = extra === 2 ? rest.readUInt16BE(2) : extra === 8 ? rest.readUInt32BE(6) : short;
      const at = 6 + extra;
      if (rest.length < at + length) return;
      const mask = rest.subarray(at - 4, at);
      const data = Buffer.from(rest.subarray(at, at + length)).map((byte, i) => byte ^ mask[i & 3]!);
      this.rest = rest.subarray(at + length);
      this.onframe(rest[0]! & 15, Buffer.from(data));
    }
  }
}

const ANSWER = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
type Greeting = { protocol?: string; deflates?: boolean; refuses?: string };

/** Where it is; `greet` says how a request is answered, `meet` what the server does. */
export async function listening(greet: (url: string) => Greeting, meet: (peer: Peer, url: string) => void) {
  const { server, port } = await serving((_, res) => res.end('no socket'));
  server.on('upgrade', (req, socket) => {
    const { protocol, deflates = false, refuses } = greet(req.url!);
    if (refuses !== undefined) return socket.end(`HTTP/1.1 ${refuses}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    const accept = createHash('sha1').update(req.headers['sec-websocket-key'] + ANSWER).digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
    if (protocol) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    if (deflates) lines.push('Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover');
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    meet(new Peer(socket, deflates), req.url!);
  });
  return { server, at: `ws://127.0.0.1:${port}`, clean: (text: string) => text.replaceAll(String(port), 'PORT') };
}
