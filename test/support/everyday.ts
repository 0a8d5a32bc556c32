/** What the everyday programs work on: a tree of files, answers that curl gets, a server with something to download. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CERT, KEY } from '../conformance/programs/certificate.ts';

const KINDS = ['.txt', '.js', '.html', '', '.png'];

/** The same bytes in each run. */
export function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let word = seed;
  for (let at = 0; at + 4 <= size; at += 4) {
    word = (Math.imul(word, 1664525) + 1013904223) | 0;
    bytes.writeInt32LE(word, at);
  }
  return bytes;
}

/** Files in directories in directories, some of them equal, and a link; gives their paths. */
export function makeTree(root: string, files: number): string[] {
  const made: string[] = [];
  for (let i = 0; i < files; i++) {
    const directory = `d${i % 10}/e${i % 7}`;
    mkdirSync(join(root, directory), { recursive: true });
    made.push(`${directory}/f${i}${KINDS[i % KINDS.length]}`);
    writeFileSync(join(root, made[i]!), i % 30 === 0 ? 'the same' : noise((i * 397) % 9000, i));
  }
  symlinkSync('d0', join(root, 'link'));
  return made;
}

export const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** What curl shows of an answer, without the time at which it was given. */
export function curl(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = ['-sS', '-i', '--path-as-is', ...args];
    execFile('curl', all, { encoding: 'latin1', maxBuffer: 1 << 28 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout.replace(/^date: .*\r\n/im, '')),
    );
  });
}

/** A download takes so long, as from a network: else it is over before its first move. */
const PIECES = 100;
const PAUSE_MS = 30;

/** Servers of the same bytes, plain and secure, for `use`. */
export async function offering(bytes: Buffer, use: (urls: string[]) => Promise<void>): Promise<void> {
  const answer: RequestListener = (_, res) => {
    res.writeHead(200, { 'content-type': 'application/x-noise', 'content-length': bytes.length });
    let at = 0;
    const next = (): void => {
      const to = at + Math.ceil(bytes.length / PIECES);
      res.write(bytes.subarray(at, to));
      at = to;
      if (at >= bytes.length) res.end();
      else setTimeout(next, PAUSE_MS);
    };
    next();
  };
  const servers = { http: createServer(answer), https: createSecureServer({ key: KEY, cert: CERT }, answer) };
  try {
    const urls = Object.entries(servers).map(
      ([scheme, server]) =>
        new Promise<string>((resolve) => {
          server.listen(0, '127.0.0.1', () =>
            resolve(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`),
          );
        }),
    );
    await use(await Promise.all(urls));
  } finally {
    for (const server of Object.values(servers)) {
      server.close();
      server.closeAllConnections();
    }
  }
}
