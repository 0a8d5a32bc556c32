// Headers, Request, Response, FormData, Blob, File: what needs no server.
import { Blob as SameBlob, File as SameFile } from 'node:buffer';
import { run } from '../net-cases.ts';

const fail = async (act: () => unknown) => {
  try {
    return await act();
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    return [name, code, message];
  }
};
const any = <T>(value: unknown) => value as T;

await run({
  headers: () => {
    const headers = new Headers([['B', '2'], ['a', '1'], ['b', '3']]);
    headers.set('C', 'x');
    headers.delete('a');
    return [headers, [...headers.keys()], headers.has('B'), headers.get('nothing'), Object.fromEntries(headers)];
  },
  'headers that are wrong': async () => [
    await fail(() => new Headers({ 'a b': '1' })),
    await fail(() => new Headers({ a: '1\n2' })),
    await fail(() => new Headers(any(1))),
    await fail(() => new Headers().append(any('x'), any(undefined)) as unknown),
  ],
  'cookies that are set': () => {
    const headers = new Headers();
    headers.append('set-cookie', 'a=1');
    headers.append('set-cookie', 'b=2');
    return [headers.getSetCookie(), [...headers]];
  },
  'a response': async () => {
    const res = new Response('text', { status: 202, statusText: 'Yes', headers: { 'x-a': 'b' } });
    return [res, await res.clone().text(), res.bodyUsed, await res.arrayBuffer(), res.bodyUsed];
  },
  'Response.json, error, redirect': async () => [
    await Response.json({ a: 1 }).text(),
    Response.json([]).headers.get('content-type'),
    Response.error().type,
    Response.redirect('http://x/', 301).headers.get('location'),
    await fail(() => Response.redirect('http://x/', any(200))),
    await fail(() => Response.json(any(undefined))),
  ],
  'responses that are wrong': async () => [
    await fail(() => new Response('', { status: 99 })),
    await fail(() => new Response('body', { status: 204 })),
    await fail(() => new Response('', { statusText: '\n' })),
    await fail(() => new Response('{').json()),
  ],
  'types of bodies': () =>
    [
      'text',
      new URLSearchParams('a=b'),
      new Blob(['x'], { type: 'image/png' }),
      new Uint8Array(2),
      new ReadableStream(),
      null,
    ].map((body) => new Response(any(body)).headers.get('content-type')),
  'a request': () => {
    const req = new Request('http://a/b?c#d', { method: 'post', body: 'x', headers: { a: 'b' }, redirect: 'manual', ...any<object>({ cache: 'no-store' }) });
    return [req.method, req.url, req.redirect, req.cache, req.mode, req.credentials, req.keepalive, req.integrity, req.headers, req.signal.aborted];
  },
  'requests that are wrong': async () => [
    await fail(() => new Request('/x')),
    await fail(() => new Request('http://user:pw@x/')),
    await fail(() => new Request('http://x/', { method: 'TRACE' })),
    await fail(() => new Request('http://x/', { method: 'a b' })),
    await fail(() => new Request('http://x/', { redirect: any('x') })),
    await fail(() => new Request('http://x/', { signal: any(1) })),
  ],
  'a request of a request': async () => {
    const first = new Request('http://a/', { method: 'PUT', body: 'kept' });
    const second = new Request(first, { headers: { x: 'y' } });
    return [first.bodyUsed, second.method, await second.text(), await fail(() => first.text())];
  },
  'its signal follows': () => {
    const controller = new AbortController();
    const req = new Request('http://a/', { signal: controller.signal });
    controller.abort('why');
    return [req.signal.aborted, req.signal.reason, req.clone().signal.aborted];
  },
  'a form': () => {
    const form = new FormData();
    form.append('a', '1');
    form.append('a', '2');
    form.set('f', new Blob(['x']), 'n.txt');
    form.append('g', new File(['y'], 'own.txt', { lastModified: 5 }));
    form.delete('nothing');
    return [form.getAll('a'), any<File>(form.get('f')).name, any<File>(form.get('g')).lastModified, form.has('b'), [...form.keys()]];
  },
  'a form is read': async () => {
    const form = new FormData();
    form.append('text', 'v\r\nw');
    form.append('file', new File(['bytes \u00e4'], 'f "1".txt', { type: 'text/plain' }));
    const got = await new Response(form).formData();
    const file = any<File>(got.get('file'));
    return [got.get('text'), file.name, file.type, await file.text()];
  },
  'a form of parameters': async () => {
    const form = await new Response(new URLSearchParams('a=1&b=%20&a=3')).formData();
    return [...form];
  },
  'no form at all': async () => fail(() => new Response('x').formData()),
  'a blob': async () => {
    const blob = new Blob(['ab', new Uint8Array([99, 100]), new Blob(['ef']), any(7)], { type: 'Text/X' });
    return [blob, await blob.text(), await blob.slice(1, -2, 'y').text(), blob.slice(2, 1).size, await blob.arrayBuffer()];
  },
  'line ends': async () => [await new Blob(['a\r\nb\rc'], { endings: 'native' }).text(), await new Blob(['a\r\n']).text()],
  'blobs that are wrong': async () => [
    await fail(() => new Blob(any('text'))),
    await fail(() => new Blob(any(1))),
    await fail(() => new Blob([], any(1))),
    await fail(() => new Blob([], { endings: any('x') })),
    await fail(() => Object.getOwnPropertyDescriptor(Blob.prototype, 'size')!.get!.call({})),
  ],
  'a file': () => {
    const file = new File(['abc'], 'name.txt', { type: 'text/plain', lastModified: 1234 });
    return [file, file instanceof Blob, Object.prototype.toString.call(file), file.size];
  },
  'a file that is wrong': async () => [
    any<File>(await fail(() => new File(any(undefined), any(undefined)))).name,
    await fail(() => new (any<new (a: unknown) => unknown>(File))([])),
  ],
  'a blob as a stream': async () => {
    const sizes: number[] = [];
    for await (const chunk of any<AsyncIterable<Uint8Array>>(new Blob([new Uint8Array(150_000)]).stream())) sizes.push(chunk.length);
    return sizes.reduce((a, b) => a + b, 0);
  },
  'by URL': async () => {
    const url = URL.createObjectURL(new Blob(['by url'], { type: 'text/x' }));
    const res = await fetch(url);
    const line = [url.startsWith('blob:nodedata:'), res.status, res.headers.get('content-type'), await res.text()];
    URL.revokeObjectURL(url);
    return line;
  },
  'the same classes': async () => [SameBlob === Blob, SameFile === File, (await new Response('x').blob()) instanceof SameBlob],
  'what they are': () =>
    [Headers, Request, Response, FormData, Blob, File].map((each) => [
      each.name,
      each.length,
      Object.getOwnPropertyDescriptor(globalThis, each.name)!.enumerable,
      Object.prototype.toString.call(each.prototype),
    ]),
  'what fetch is': () => [fetch.name, fetch.length, Object.getOwnPropertyDescriptor(globalThis, 'fetch')!.enumerable, typeof fetch],
});
