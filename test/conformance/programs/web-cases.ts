/** A server that answers in many ways, and what a fetch of it comes to. */
import zlib from 'node:zlib';
import { serving } from './http-cases.ts';
import { serve, told } from './net-cases.ts';

const { server, port } = await serving((req, res) => {
  const url = new URL(req.url!, 'http://here');
  const text = 'all that is sent in one piece or in many '.repeat(40);
  const encodings: Record<string, (text: string) => Buffer> = {
    gzip: zlib.gzipSync,
    deflate: zlib.deflateSync,
    raw: zlib.deflateRawSync,
    br: zlib.brotliCompressSync,
  };
  // Of a client that has gone in the middle.
  res.on('error', () => {});
  const kind = url.pathname.slice(1);
  if (kind in encodings) {
    res.setHeader('content-encoding', kind === 'raw' ? 'deflate' : kind);
    const bytes = encodings[kind]!(text);
    res.write(bytes.subarray(0, 20));
    setTimeout(() => res.end(bytes.subarray(20)), 5);
  } else if (kind === 'twice') res.setHeader('content-encoding', 'deflate, gzip').end(zlib.gzipSync(zlib.deflateSync('twice')));
  else if (kind === 'unknown') res.setHeader('content-encoding', 'zzz').end('as it is');
  else if (kind === 'broken') res.setHeader('content-encoding', 'gzip').end('this is not gzip at all');
  else if (kind === 'to') {
    res.writeHead(Number(url.searchParams.get('status') ?? 302), { location: url.searchParams.get('where') ?? '/echo' });
    res.end();
  } else if (kind === 'loop') res.writeHead(302, { location: '/loop' }).end();
  else if (kind === 'status') res.writeHead(Number(url.search.slice(1)), 'So', { 'x-a': 'b' }).end();
  else if (kind === 'cookies') res.setHeader('set-cookie', ['a=1; Path=/', 'b=2']).setHeader('X-Two', ['1', '2']).end();
  else if (kind === 'slow') setTimeout(() => res.end('late'), 10_000).unref();
  else if (kind === 'drip') {
    let left = 5;
    const timer = setInterval(() => {
      res.write(`drop ${left}\n`);
      if (--left === 0) {
        clearInterval(timer);
        res.end();
      }
    }, 2);
  } else if (kind === 'cut') {
    res.writeHead(200, { 'content-length': '100' });
    res.write('only this');
    setTimeout(() => res.destroy(), 10);
  } else if (kind === 'json') res.setHeader('content-type', 'application/json').end('{"a":[1,2,{"b":null}]}');
  else {
    const chunks: Buffer[] = [];
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      const headers = req.rawHeaders.map((each) => each.replaceAll(String(port), 'PORT').replace(/boundary.*/, 'boundary'));
      const body = Buffer.concat(chunks).toString('latin1').replace(/formdata-undici-\d+/g, 'BOUNDARY');
      res.end(JSON.stringify({ method: req.method, url: req.url, headers, body }));
    });
  }
});
export const at = `http://127.0.0.1:${port}`;
export const clean = (text: string) => text.replaceAll(String(port), 'PORT');
export const echo = async (path: string, init?: RequestInit & { duplex?: 'half' }) =>
  clean(await (await fetch(`${at}${path}`, init as RequestInit)).text());

/** What a rejected fetch is, and what it is caused by. */
export async function failure(act: Promise<unknown>) {
  try {
    return await act;
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    return clean(`${told(error)}${cause ? ` because of ${told(cause)}` : ''}`);
  }
}
/** What becomes of an answer that is sent so. */
export async function answered(bytes: string, init?: RequestInit) {
  const raw = await serve((socket) => void socket.once('data', () => socket.end(bytes, 'latin1')));
  const result = await failure(
    fetch(`http://127.0.0.1:${raw.port}/`, init).then(async (res) => [res.status, res.statusText, [...res.headers], await res.text()]),
  );
  raw.server.close();
  return typeof result === 'string' ? result.replaceAll(String(raw.port), 'PORT').replace(/"localPort":\d+/, '') : result;
}

export function over(): void {
  server.close();
  server.closeAllConnections();
}
