/** `node:worker_threads` for a program that speaks of its workers' standard streams. */
import { Readable, Writable } from './stream.mjs';
import { useStreams } from './worker.mjs';

useStreams((worker, { stdin }, feed) => {
  if (stdin)
    worker.stdin = new Writable({
      write(chunk, _encoding, done) {
        if (chunk.length > 0) feed(chunk);
        done();
      },
      final(done) {
        feed(new Uint8Array(0));
        done();
      },
    });
  worker.stdout = new Readable({ read() {} });
  worker.stderr = new Readable({ read() {} });
});

export * from './worker-threads.mjs';
export { default } from './worker-threads.mjs';
