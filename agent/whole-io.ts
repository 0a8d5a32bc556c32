/** Reads and writes that the system may do in part, done whole. */
import fs from 'node:fs';

/** All of them. `at`: null: where the descriptor stands, or its end. @throws Error of the system */
export function writeWhole(fd: number, bytes: Uint8Array, at: number | null): void {
  for (let done = 0; done < bytes.length; )
    done += fs.writeSync(fd, bytes, done, bytes.length - done, at === null ? null : at + done);
}

/** Fills `target`. `at`: null: from where the descriptor stands. @returns how much: less where the file ends @throws Error of the system */
export function readWhole(fd: number, target: Uint8Array, at: number | null): number {
  let got = 0;
  while (got < target.length) {
    const more = fs.readSync(fd, target, got, target.length - got, at === null ? null : at + got);
    if (more === 0) break;
    got += more;
  }
  return got;
}
