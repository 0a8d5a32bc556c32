// What fetch sends.
import { Readable } from 'node:stream';
import { run } from '../net-cases.ts';
import { at, echo, failure, over } from '../web-cases.ts';

await run({
  GET: () => echo('/echo?a=b#c'),
  'POST of a string': () => echo('/', { method: 'POST', body: 'stra\u00dfe' }),
  'POST of nothing': () => echo('/', { method: 'POST' }),
  'PUT of bytes': () => echo('/', { method: 'PUT', body: new Uint8Array([1, 2, 255]) }),
  'of an ArrayBuffer': () => echo('/', { method: 'POST', body: new Uint8Array([65, 66]).buffer }),
  'of parameters': () => echo('/', { method: 'POST', body: new URLSearchParams({ a: '1 2', b: '&' }) }),
  'of a blob': () => echo('/', { method: 'POST', body: new Blob(['one', 'two'], { type: 'text/x' }) }),
  'of a form': () => {
    const form = new FormData();
    form.append('a', 'b');
    form.append('file', new File(['inside'], 'name "x".txt', { type: 'text/plain' }));
    form.append('blob', new Blob(['blob']));
    return echo('/', { method: 'POST', body: form });
  },
  'of a stream': () =>
    echo('/', {
      method: 'POST',
      duplex: 'half',
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('first '));
          setTimeout(() => {
            controller.enqueue(new TextEncoder().encode('second'));
            controller.close();
          }, 3);
        },
      }),
    }),
  'of an async generator': () =>
    echo('/', {
      method: 'POST',
      duplex: 'half',
      body: (async function* () {
        yield new TextEncoder().encode('one ');
        yield new TextEncoder().encode('two');
      })() as never,
    }),
  'of a stream of Node': () => echo('/', { method: 'POST', duplex: 'half', body: Readable.from([Buffer.from('a'), Buffer.from('b')]) as never }),
  'of a stream without duplex': () => failure(fetch(at, { method: 'POST', body: new ReadableStream() })),
  'own headers': () => echo('/', { headers: { 'X-Own': 'v', 'User-Agent': 'me', accept: 'text/x' } }),
  'headers that are refused': () => failure(fetch(at, { headers: { 'bad name': 'x' } })),
  'a header that fetch does not send': () => failure(fetch(at, { headers: { 'transfer-encoding': 'chunked' } })),
  'DELETE, patch, custom': async () => [
    await echo('/', { method: 'delete' }),
    await echo('/', { method: 'PATCH', body: 'p' }),
    await echo('/', { method: 'PROPFIND', body: 'q' }),
  ],
});
over();
