// Readable and Writable used by hand, across captures: events, back-pressure, objects, iteration, errors with the words of Node's own.
import { finished, PassThrough, Readable, Writable } from 'node:stream';
import * as consumers from 'node:stream/consumers';
import stream from 'stream';
const log: unknown[] = [];
let n = 0;
const source = new Readable({ read() { n++; this.push(n > 2 ? null : `part ${n} `); } });
source.setEncoding('utf8');
source.on('data', (text) => log.push(text, typeof text));
source.on('end', () => log.push('end'));
await new Promise((done) => source.on('close', done));
console.log(log.splice(0).join('|'), source.readableEnded, source.destroyed);
const slow = new Writable({ objectMode: true, highWaterMark: 1, write(object, _encoding, done) { log.push(object.id); setImmediate(done); } });
console.log(slow.write({ id: 1 }), slow.writableLength, slow.writableNeedDrain);
slow.once('drain', () => { log.push('drain'); slow.end({ id: 2 }); });
await new Promise((done) => finished(slow, done));
console.log(log.splice(0).join());
try { slow.write('late'); slow.on('error', (e: any) => console.log(e.name, e.code, e.message)); } catch (e) { console.log('thrown', e); }
try { new Writable().write(null); } catch (e: any) { console.log(e.name, e.code, e.message, Object.keys(e)); }
try { (Readable as any).from(5); } catch (e: any) { console.log(e.name, e.code, e.message); }
const through = new PassThrough();
through.write('{"a":'); through.end('[1,2]}');
console.log(await consumers.json(through), await consumers.text(Readable.from(['q'])));
const [left, right] = (stream as any).duplexPair();
right.on('data', (chunk: Buffer) => right.end(`${chunk}!`));
left.end('hey');
console.log(await consumers.text(left));
const broken = new Readable({ read() { this.destroy(new Error('broken')); } });
await (async () => { for await (const _ of broken) console.log('never'); })().catch((e) => console.log(e.message, broken.errored === e));
console.log(Object.keys(stream).includes('Readable'), stream.Readable === Readable, typeof stream, stream.name, Readable.prototype.constructor === Readable, Readable.name);
