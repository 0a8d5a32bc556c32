// Between the streams of Node's and those of the web.
import { once } from 'node:events';
import { Duplex, PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadable, WritableStream as WebWritable } from 'node:stream/web';
import { serving } from '../http-cases.ts';
import { run, textOf, told } from '../net-cases.ts';

const any = <T>(value: unknown) => value as T;
const fail = async (act: () => unknown) => {
  try {
    return await act();
  } catch (error) {
    return told(error);
  }
};
async function all(stream: unknown): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const chunk of any<AsyncIterable<unknown>>(stream)) found.push(chunk);
  return found;
}
const web = (...chunks: unknown[]) =>
  any<WebReadable>(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    }),
  );

await run({
  'Readable.toWeb': async () => (await all(Readable.toWeb(Readable.from([Buffer.from('ab'), Buffer.from('c')], { objectMode: false })))).map((chunk) => Buffer.from(any<Uint8Array>(chunk)).toString()),
  'of objects': () => all(Readable.toWeb(Readable.from([{ a: 1 }, 'b']))),
  'one that fails': () =>
    fail(() =>
      all(
        Readable.toWeb(
          new Readable({
            read() {
              this.destroy(new RangeError('broken'));
            },
          }),
        ),
      ),
    ),
  'one that is cancelled': async () => {
    const readable = new Readable({ read() {} });
    readable.push('x');
    await Readable.toWeb(readable).cancel();
    if (!readable.closed) await once(readable, 'close');
    return readable.destroyed;
  },
  'Readable.fromWeb': () => textOf(Readable.fromWeb(web(Buffer.from('one '), Buffer.from('two')))),
  'fromWeb of objects': () => all(Readable.fromWeb(web(1, { b: 2 }), { objectMode: true })),
  'fromWeb of one that fails': () => fail(() => textOf(Readable.fromWeb(any(new ReadableStream({ pull: (c) => c.error(new Error('broken')) }))))),
  'Writable.toWeb': async () => {
    const found: string[] = [];
    const writable = new Writable({
      write(chunk, _encoding, done) {
        found.push(String(chunk));
        setTimeout(done, 1);
      },
    });
    await any<{ pipeTo(w: unknown): Promise<void> }>(web(Buffer.from('a'), Buffer.from('b'))).pipeTo(Writable.toWeb(writable));
    return [found, writable.writableFinished];
  },
  'Writable.fromWeb': async () => {
    const found: unknown[] = [];
    const writable = Writable.fromWeb(any<WebWritable>(new WritableStream({ write: (chunk) => void found.push(String(chunk)), close: () => void found.push('closed') })));
    writable.write('x');
    writable.end('y');
    await once(writable, 'finish');
    return found;
  },
  'Duplex.toWeb': async () => {
    const { readable, writable } = Duplex.toWeb(new PassThrough());
    const reading = all(readable);
    const writer = writable.getWriter();
    await writer.write(Buffer.from('through'));
    await writer.close();
    return (await reading).map((chunk) => Buffer.from(any<Uint8Array>(chunk)).toString());
  },
  'a download through a pipeline': async () => {
    const { server, port } = await serving((_req, res) => void res.end('down '.repeat(2000)));
    const res = await fetch(`http://127.0.0.1:${port}`);
    let length = 0;
    await pipeline(
      Readable.fromWeb(any(res.body)),
      new Writable({
        write(chunk, _encoding, done) {
          length += chunk.length;
          done();
        },
      }),
    );
    server.close();
    server.closeAllConnections();
    return length;
  },
});
