// Iterators that the program holds itself, half consumed, live across captures.
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
const array = [10, 20, 30, 40, 50, 60, 70, 80];
const bySymbol = array[Symbol.iterator](), byValues = array.values();
const typed = new Float32Array([1.5, 2.5, 3.5])[Symbol.iterator](), typedValues = new Uint8Array(9).fill(3).values();
const text = 'a😀bc'[Symbol.iterator](), mapValues = new Map([[1, 'x'], [2, 'y'], [3, 'z']]).values(), setValues = new Set('pqr').values();
const holey = [1, , 3].values();
function* naturals() { for (let i = 0; ; i++) yield i; }
const generator = naturals()[Symbol.iterator]();
class Countdown { constructor(public n: number) {} [Symbol.iterator]() { let n = this.n; return { next: () => (n > 0 ? { value: n--, done: false } : { value: undefined, done: true }) }; } values() { return [`values of ${this.n}`]; } }
const countdown = new Countdown(5)[Symbol.iterator]();
const own = { values: (...args: unknown[]) => `own ${args.length}` };
class Strange extends Array<number> { values(): any { return 'strange'; } }
const take = (it: Iterator<unknown>) => { const { value, done } = it.next(); return `${String(value)}${done ? '!' : ''}`; };
for (let round = 0; round < 7; round++) {
  pause(50);
  console.log(round, take(bySymbol), take(byValues), take(typed), take(typedValues), take(text), take(mapValues), take(setValues), take(holey), take(generator), take(countdown));
  pause(50);
  if (round === 2) array.push(90);
  console.log(own.values(), new Countdown(round).values()[0], new Strange().values(), Object.values({ a: round }).join(), String(bySymbol), bySymbol[Symbol.iterator]() === bySymbol);
}
console.log([...bySymbol].join(), Math.max(...array.values()), [...'xyz'[Symbol.iterator]()].join('-'), Array.prototype.values === Array.prototype[Symbol.iterator]);
for (const bad of [undefined, null, 5, {}] as any[]) {
  try { bad[Symbol.iterator](); } catch (e) { console.log(e instanceof TypeError); }
  try { bad.values(); } catch (e) { console.log(e instanceof TypeError); }
}
const [first, ...rest] = array.values();
console.log(first, rest.length, Array.from(array.values(), (x) => x / 10).join());
const resizable = new ArrayBuffer(4, { maxByteLength: 8 });
const shrinking = new Uint8Array(resizable, 0, 4).keys();
shrinking.next();
resizable.resize(2);
try { shrinking.next(); } catch (e) { console.log(e instanceof TypeError); }
