// Objects of Node's modules live across captures: emitters with listeners of all sorts, decoders, promisified functions, exceptions.
import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { promisify } from 'node:util';
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
class Counter extends EventEmitter { n = 0; hit() { this.n++; return this.emit('hit', this.n); } }
const counter = new Counter();
const seen: string[] = [];
counter.on('hit', (n) => seen.push(`on ${n}`));
counter.once('hit', (n) => seen.push(`once ${n}`));
counter.prependListener('hit', (n) => seen.push(`first ${n}`));
counter.once('late', () => seen.push('late'));
const decoder = new StringDecoder('utf8');
const bytes = Buffer.from('aß€😀ü');
const later = (a: number, b: number, done: (error: Error | null, sum?: number) => void) => { setImmediate(() => (b < 0 ? done(new Error(`negative ${b}`)) : done(null, a + b))); };
const sum = promisify(later);
const exception = new DOMException('too late', 'TimeoutError');
const box = { base: 10, add(n: number, done: (error: null, sum: number) => void) { done(null, this.base + n); } };
const add = promisify(box.add);
let text = '';
for (let round = 0; round < 5; round++) {
  pause(40);
  console.log(counter.hit(), seen.join(), counter.listenerCount('hit'), counter.listenerCount('late'));
  seen.length = 0;
  pause(40);
  text += decoder.write(bytes.subarray(round * 2, round * 2 + 2));
  console.log(JSON.stringify(text), exception.name, exception.code, exception.message, exception instanceof DOMException, exception instanceof Error);
  const pending = sum(round, 1);
  pause(40);
  console.log(await pending, await add.call(box, round), sum.name, sum.length, promisify(sum) === sum);
}
counter.emit('late');
console.log(text + decoder.end(), seen.join(), await sum(1, -1).catch((e: Error) => e.message));
try { promisify(5 as never); } catch (e) { console.log((e as any).code); }
