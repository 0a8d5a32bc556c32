// ReadableStream, WritableStream, TransformStream and what belongs to them.
import * as web from 'node:stream/web';
import { run } from '../net-cases.ts';

const fail = async (act: () => unknown) => {
  try {
    return await act();
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    return typeof error === 'object' ? [name, code, message] : ['thrown', error];
  }
};
const any = <T>(value: unknown) => value as T;
/** Ends after so many. */
const counting = (to: number, strategy?: QueuingStrategy) => {
  let at = 0;
  return new ReadableStream<number>({ pull: (controller) => (at < to ? controller.enqueue(at++) : controller.close()) }, strategy);
};
async function all<T>(stream: ReadableStream<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const chunk of any<AsyncIterable<T>>(stream)) found.push(chunk);
  return found;
}
const later = (ms = 1) => new Promise((done) => setTimeout(done, ms));

await run({
  'read by a reader': async () => {
    const reader = counting(2).getReader();
    return [await reader.read(), await reader.read(), await reader.read(), await reader.closed];
  },
  iterated: () => all(counting(4)),
  'left in the middle': async () => {
    const told: unknown[] = [];
    const stream = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (reason) => void told.push('cancelled', reason) });
    for await (const _ of any<AsyncIterable<number>>(stream)) break;
    return [told, stream.locked];
  },
  'left without cancelling': async () => {
    const stream = counting(3);
    for await (const _ of any<{ values(o: object): AsyncIterable<number> }>(stream).values({ preventCancel: true })) break;
    return all(stream);
  },
  from: async () => [await all(any<{ from(x: unknown): ReadableStream }>(ReadableStream).from(['a', 'b'])), await fail(() => any<{ from(x: unknown): unknown }>(ReadableStream).from(new Map([[1, 2]]))) !== undefined],
  'slow ones': async () => {
    const stream = new ReadableStream({
      async start(controller) {
        for (const each of 'abc') {
          await later();
          controller.enqueue(each);
        }
        controller.close();
      },
    });
    return all(stream);
  },
  tee: async () => {
    const [one, two] = counting(3).tee();
    return [await all(one), await all(two)];
  },
  'pipeTo and back pressure': async () => {
    const got: unknown[] = [];
    await counting(5).pipeTo(
      new WritableStream({
        async write(chunk) {
          await later();
          got.push(chunk);
        },
        close: () => void got.push('closed'),
      }),
    );
    return got;
  },
  pipeThrough: async () => {
    const twice = new TransformStream<number, number>({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        controller.enqueue(chunk * 10);
      },
      flush: (controller) => controller.enqueue(-1),
    });
    return all(counting(3).pipeThrough(twice));
  },
  'an error goes down': async () => {
    const stream = new ReadableStream({ pull: (c) => c.error(new RangeError('broken')) });
    return fail(() => all(stream.pipeThrough(new TransformStream())));
  },
  'an error goes up': async () => {
    const told: unknown[] = [];
    const source = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (reason) => void told.push(any<Error>(reason).message) });
    const line = await fail(() => source.pipeTo(new WritableStream({ write: () => Promise.reject(new Error('full')) })));
    return [line, told];
  },
  'pipeTo with a signal': async () => {
    const controller = new AbortController();
    const piping = counting(1000).pipeTo(new WritableStream({ write: () => later() as Promise<void> }), { signal: controller.signal });
    setTimeout(() => controller.abort(), 3);
    return fail(() => piping);
  },
  'a writer': async () => {
    const got: unknown[] = [];
    const stream = new WritableStream<string>({ write: (chunk) => void got.push(chunk), close: () => void got.push('end') });
    const writer = stream.getWriter();
    await writer.ready;
    void writer.write('a');
    void writer.write('b');
    await writer.close();
    return [got, stream.locked];
  },
  'how much it wants': async () => {
    const writer = new WritableStream({ write: () => later() as Promise<void> }, new CountQueuingStrategy({ highWaterMark: 3 })).getWriter();
    const sizes = [writer.desiredSize];
    void writer.write(1);
    void writer.write(2);
    sizes.push(writer.desiredSize);
    await writer.close();
    return [...sizes, writer.desiredSize];
  },
  'bytes, into a buffer': async () => {
    const stream = new ReadableStream({
      type: 'bytes',
      pull(controller) {
        const { view } = any<{ view: Uint8Array }>(controller.byobRequest);
        view[0] = 7;
        any<{ respond(n: number): void }>(controller.byobRequest).respond(1);
      },
    });
    const reader = stream.getReader({ mode: 'byob' });
    return reader.read(new Uint8Array(4));
  },
  'bytes, allocated': async () => {
    let left = 2;
    const stream = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 8,
      pull(controller) {
        const request = any<{ view: Uint8Array; respond(n: number): void }>(controller.byobRequest);
        if (left-- > 0) {
          request.view.set([1, 2, 3]);
          request.respond(3);
        } else {
          controller.close();
          request.respond(0);
        }
      },
    });
    return all(stream);
  },
  'text streams': async () => {
    const stream = any<{ from(x: unknown): ReadableStream }>(ReadableStream).from(['\u00e4\ud83d', '\ude00', 'z']);
    const bytes = await all(stream.pipeThrough(new TextEncoderStream() as never)) as Uint8Array[];
    const back = any<{ from(x: unknown): ReadableStream }>(ReadableStream).from(bytes.flatMap((each) => [...each].map((byte) => new Uint8Array([byte]))));
    return [bytes.map((each) => [...each]), (await all(back.pipeThrough(new TextDecoderStream() as never))).join('')];
  },
  'text that is wrong': () =>
    fail(() => all(any<{ from(x: unknown): ReadableStream }>(ReadableStream).from([new Uint8Array([255])]).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }) as never))),
  'locked ones': async () => {
    const stream = counting(1);
    const reader = stream.getReader();
    const lines = [
      await fail(() => stream.getReader()),
      await fail(() => stream.cancel()),
      await fail(() => stream.tee()),
      await fail(() => stream.pipeTo(new WritableStream())),
      await fail(() => stream.pipeThrough(new TransformStream())),
    ];
    reader.releaseLock();
    return [...lines, await fail(() => reader.read()), await fail(() => reader.closed), await all(stream)];
  },
  'locked writers': async () => {
    const stream = new WritableStream();
    const writer = stream.getWriter();
    const lines = [await fail(() => stream.getWriter()), await fail(() => stream.abort()), await fail(() => stream.close())];
    writer.releaseLock();
    return [...lines, await fail(() => writer.write(1)), await fail(() => writer.close()), await fail(() => writer.closed)];
  },
  'closed ones': async () => [
    await fail(() => new ReadableStream({ start: (c) => (c.close(), c.enqueue(1)) })),
    await fail(() => new ReadableStream({ start: (c) => (c.close(), c.close()) })),
    await fail(() => new ReadableStream({ type: 'bytes', start: (c) => (c.close(), c.enqueue(new Uint8Array(1))) })),
  ],
  aborted: async () => {
    const told: unknown[] = [];
    const stream = new WritableStream({ abort: (reason) => void told.push(reason) });
    const writer = stream.getWriter();
    await writer.abort('enough');
    return [told, await fail(() => writer.closed), await fail(() => writer.write(1))];
  },
  terminated: async () => {
    const stream = new TransformStream({ transform: (chunk, c) => (c.enqueue(chunk), c.terminate()) });
    const writer = stream.writable.getWriter();
    const reading = all(stream.readable);
    await fail(() => writer.write('last'));
    return reading;
  },
  'inspected': () => [new ReadableStream(), new WritableStream(), counting(1).getReader().constructor.name, new ByteLengthQueuingStrategy({ highWaterMark: 4 })],
  'the same classes': () => [web.ReadableStream === any(ReadableStream), web.TextDecoderStream === any(TextDecoderStream), Object.keys(web).filter((name) => /^[A-Z]/.test(name) && !(name in globalThis))],
});
