// What fetch gets.
import { serving } from '../http-cases.ts';
import { run } from '../net-cases.ts';
import { at, clean, failure, over } from '../web-cases.ts';

await run({
  HEAD: async () => {
    const res = await fetch(`${at}/json`, { method: 'HEAD' });
    return [res.status, res.headers.get('content-type'), await res.text()];
  },
  json: async () => (await fetch(`${at}/json`)).json(),
  'bytes, blob': async () => [
    Buffer.from(await (await fetch(`${at}/json`)).arrayBuffer()).toString(),
    await (await fetch(`${at}/json`)).blob().then(async (blob) => [blob, await blob.text()]),
  ],
  'what a response says': async () => {
    const res = await fetch(`${at}/status?418`);
    return [res.ok, res.status, res.statusText, res.type, res.redirected, clean(res.url), res.headers.get('X-A'), res.bodyUsed, res.body];
  },
  'no content': async () => {
    const res = await fetch(`${at}/status?204`);
    return [res.status, res.body, await res.text()];
  },
  'set-cookie': async () => {
    const { headers } = await fetch(`${at}/cookies`);
    return [headers.getSetCookie(), headers.get('set-cookie'), headers.get('x-two')];
  },
  ...Object.fromEntries(
    ['gzip', 'deflate', 'raw', 'br', 'twice', 'unknown'].map((kind) => [
      kind,
      async () => {
        const text = await (await fetch(`${at}/${kind}`)).text();
        return [text.length, text.slice(0, 40)];
      },
    ]),
  ),
  'no gzip at all': () => failure(fetch(`${at}/broken`).then((res) => res.text())),
  redirects: async () => {
    const lines: unknown[] = [];
    for (const status of [301, 302, 303, 307, 308]) {
      const res = await fetch(`${at}/to?status=${status}`, { method: 'POST', body: 'kept?' });
      lines.push([status, res.redirected, clean(res.url), clean(await res.text())]);
    }
    return lines;
  },
  'redirect: manual': async () => {
    const res = await fetch(`${at}/to`, { redirect: 'manual' });
    return [res.status, res.type, res.headers.get('location')];
  },
  'redirect: error': () => failure(fetch(`${at}/to`, { redirect: 'error' })),
  'around and around': () => failure(fetch(`${at}/loop`)),
  'to another scheme': () => failure(fetch(`${at}/to?where=ftp://x/`)),
  'with authorization to another origin': async () => {
    const other = await serving((req, res) => void res.end(JSON.stringify(req.headers.authorization ?? 'none')));
    const text = await (await fetch(`${at}/to?where=http://127.0.0.1:${other.port}/`, { headers: { authorization: 'x' } })).text();
    other.server.close();
    other.server.closeIdleConnections();
    return text;
  },
});
over();
