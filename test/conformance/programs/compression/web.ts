// CompressionStream and DecompressionStream.
import zlib from 'node:zlib';
import { run } from '../cases.ts';

type Format = 'gzip' | 'deflate' | 'deflate-raw';
const data = Array.from({ length: 60 }, (_, i) => `line ${i} of what is packed\n`).join('');
const of = (...chunks: (string | Uint8Array)[]) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
      controller.close();
    },
  });
const whole = async (stream: ReadableStream) => {
  const parts: Uint8Array[] = [];
  for await (const part of stream as never as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
};
const failure = async (act: () => unknown) => {
  try {
    return await act();
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    // Node's words for a wrong format differ from version to version.
    return `${name} ${code} ${code?.startsWith('ERR_') ? '' : message}`;
  }
};
const packed = (format: Format) => whole(of(data.slice(0, 100), data.slice(100, 900), data.slice(900)).pipeThrough(new CompressionStream(format) as never));
const back = async (format: Format) => {
  const bytes = await packed(format);
  const clear = await whole(of(...Array.from({ length: Math.ceil(bytes.length / 40) }, (_, i) => bytes.subarray(i * 40, i * 40 + 40))).pipeThrough(new DecompressionStream(format) as never));
  return [bytes.toString('base64').slice(-30), clear.toString() === data];
};

await run({
  gzip: () => back('gzip'),
  deflate: () => back('deflate'),
  'deflate-raw': () => back('deflate-raw'),
  'read by zlib': async () => zlib.gunzipSync(await packed('gzip')).toString() === data,
  'a format that there is not': () => failure(() => new CompressionStream('none' as never)),
  'what is broken': () => failure(() => whole(of('this is not gzip').pipeThrough(new DecompressionStream('gzip') as never))),
  'what is cut off': async () => failure(async () => whole(of((await packed('gzip')).subarray(0, 60)).pipeThrough(new DecompressionStream('gzip') as never))),
  'what it is': () => [Object.prototype.toString.call(new CompressionStream('gzip')), new CompressionStream('gzip').readable instanceof ReadableStream],
});
