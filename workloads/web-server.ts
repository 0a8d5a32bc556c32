// Serves the files of a directory over HTTP: types, lengths, ranges, listings. SIGTERM or SIGINT ends it.
// Usage: web-server.ts [DIRECTORY] [PORT]

import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

const root = await realpath(process.argv[2] ?? '.');
const counts = { requests: 0, bytes: 0 };

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The file that a request is about; nothing outside the root. */
async function fileOf(url: string): Promise<string> {
  const path = join(root, normalize(decodeURIComponent(new URL(url, 'http://here').pathname)));
  const real = await realpath(path).catch(() => {
    throw new Refusal(404, 'not found');
  });
  if (real !== root && !real.startsWith(`${root}/`)) throw new Refusal(403, 'forbidden');
  return real;
}

/** `bytes=FROM-TO`, either of them optional. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || from + to === '') return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw new Refusal(416, 'no such range');
  return { start, end };
}

async function list(directory: string, res: ServerResponse): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  const text = names.map((name) => `<a href="${encodeURIComponent(name)}">${name}</a>\n`).join('');
  res.writeHead(200, { 'content-type': TYPES['.html'] });
  res.end(text);
}

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw new Refusal(405, 'only GET and HEAD');
  const file = await fileOf(req.url!);
  const about = await stat(file);
  if (about.isDirectory()) return list(file, res);
  const etag = `"${about.size.toString(16)}-${Math.trunc(about.mtimeMs).toString(16)}"`;
  if (req.headers['if-none-match'] === etag) {
    res.writeHead(304, { etag });
    res.end();
    return;
  }
  const range = rangeOf(req.headers.range, about.size);
  const { start, end } = range ?? { start: 0, end: about.size - 1 };
  res.writeHead(range ? 206 : 200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    etag,
    ...(range ? { 'content-range': `bytes ${start}-${end}/${about.size}` } : {}),
  });
  if (req.method === 'HEAD' || about.size === 0) {
    res.end();
    return;
  }
  counts.bytes += end - start + 1;
  await pipeline(createReadStream(file, { start, end }), res);
}

const server = createServer((req, res) => {
  counts.requests++;
  answer(req, res).catch((error) => {
    // A client that has gone is no failure of ours.
    if (res.headersSent || res.destroyed) return void res.destroy();
    const status = error instanceof Refusal ? error.status : 500;
    res.writeHead(status, { 'content-type': TYPES['.txt'] });
    res.end(`${status} ${error.message}\n`);
  });
});

server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}/`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    server.close(() => console.log(`${counts.requests} requests, ${counts.bytes} bytes`));
    server.closeIdleConnections();
  });
