// Streams of the web of a FileHandle.
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../cases.ts';

const file = join(process.argv[2]!, 'lines');
await writeFile(file, Array.from({ length: 40_000 }, (_, i) => i).join('\n'));
type Streamed = { readableWebStream(options?: unknown): ReadableStream<ArrayBuffer | Uint8Array> };
const streamed = (handle: FileHandle, options?: unknown) => (handle as unknown as Streamed).readableWebStream(options);

await run({
  whole: async () => {
    const handle = await open(file);
    const stream = streamed(handle);
    let bytes = 0;
    for await (const chunk of stream as unknown as AsyncIterable<ArrayBuffer>) bytes += chunk.byteLength;
    await handle.close();
    return [bytes, stream.locked];
  },
  'in bytes': async () => {
    const handle = await open(file);
    const reader = streamed(handle, { type: 'bytes' }).getReader();
    const { value, done } = await reader.read();
    await handle.close();
    const after = await reader.read();
    return [value?.constructor.name, value?.byteLength, done, after.done, await reader.closed];
  },
  'into a buffer of its own': async () => {
    const handle = await open(file);
    const reader = streamed(handle, { type: 'bytes' }).getReader({ mode: 'byob' });
    const { value } = await reader.read(new Uint8Array(12));
    await handle.close();
    return Buffer.from(value as unknown as Uint8Array).toString();
  },
  'one of a handle': async () => {
    const handle = await open(file);
    streamed(handle);
    try {
      return streamed(handle);
    } finally {
      await handle.close();
    }
  },
  'of a closed handle': async () => {
    const handle = await open(file);
    await handle.close();
    return streamed(handle);
  },
});
