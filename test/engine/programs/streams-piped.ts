// Streams of node:stream move in the middle of a pipeline: what is written, transformed and waited for goes on elsewhere.
import { EventEmitter } from 'node:events';
import { PassThrough, pipeline, Readable, Transform, Writable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
const out: string[] = [];
class Upper extends Transform {
  seen = 0;
  _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: string) => void) { this.seen++; setImmediate(done, null, String(chunk).toUpperCase()); }
  _flush(done: (error: null, chunk: string) => void) { done(null, `!${this.seen}`); }
}
const sink = () => new Writable({ highWaterMark: 2, write(chunk, _encoding, done) { out.push(String(chunk)); process.nextTick(done); } });
const last = sink();
await piped(Readable.from(['ab', 'cd']), new Upper(), last);
console.log(out.join(' '), last.writableFinished, last instanceof EventEmitter, last instanceof Writable, new Upper() instanceof Readable);
await new Promise<void>((done) => pipeline(Readable.from(['x']), new PassThrough(), new Transform({ transform(_c, _e, next) { next(new RangeError('bad')); } }), (error) => { console.log(error?.name, error?.message); done(); }));
for await (const chunk of Readable.from([1])) console.log(chunk);
