import type { Readable, Writable } from 'node:stream';

/** With back-pressure, and without ending what others still write to. */
export function passOn(from: Readable, to: Writable, change = (bytes: Buffer): Buffer => bytes): void {
  from.on('data', (bytes: Buffer) => {
    if (!to.writable || to.write(change(bytes))) return;
    from.pause();
    to.once('drain', () => from.resume());
  });
}
