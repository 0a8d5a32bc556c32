// One of each kind of object, half consumed where it can be.
const shared = { name: 'shared', list: [1, 2.5, -0, 'text', undefined, null, true, 12345678901234567890n] };
const symbol = Symbol('own');
const map = new Map<unknown, unknown>([[shared, 'object'], ['text', shared], [NaN, -0], [symbol, Symbol.for('known')]]);
const set = new Set([1, 'two', shared]);
const entries = map.entries();
entries.next();
function* numbers(): Generator<number, string, number> {
  let sum = 0;
  for (let n = 0; n < 100; n++) sum += (yield n * sum) ?? 1;
  return `sum ${sum}`;
}
const generator = numbers();
generator.next();
const buffer = new ArrayBuffer(64);
const views = [new Uint8Array(buffer), new Float64Array(buffer, 8, 2), new DataView(buffer, 32)] as const;
views[1][0] = Math.PI;
const frozen = Object.freeze({ a: 1, [symbol]: 2 });
const sparse: number[] = [];
sparse[5] = 5;
const date = new Date(86_400_000);
const pattern = /(?<word>\w+)/gy;
pattern.lastIndex = 3;
const error = new TypeError('kept', { cause: shared });
class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
  get sum(): number {
    return this.x + this.y;
  }
}
const points = Array.from({ length: 50 }, (_, i) => new Point(i, i * i));
const weak = new WeakMap<object, string>([[shared, 'weakly']]);
const proxy = new Proxy(shared, { get: (target, key) => (key === 'name' ? 'proxied' : Reflect.get(target, key)) });
const bound = ((a: number, b: number) => a * b).bind(null, 7);
let x = 1;
for (let round = 0; round < 100; round++) {
  for (let i = 0; i < 400_000; i++) x = (x * 48271) % 2147483647;
  console.log(round, x, generator.next(round).value, [...entries].length, views[1][0], bound(round));
}
console.log(shared.list, map.size, set.has(shared), map.get(shared), map.get(symbol) === Symbol.for('known'), [...sparse]);
console.log(Object.isFrozen(frozen), frozen[symbol], date.toISOString(), pattern.exec('ab cde')?.groups?.word, pattern.source);
console.log(error.message, error.cause === shared, points.reduce((sum, point) => sum + point.sum, 0), points[7] instanceof Point);
console.log(weak.get(shared), proxy.name, proxy.list === shared.list, views[2].byteLength);
