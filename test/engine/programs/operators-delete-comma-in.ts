// delete, comma, in, void, typeof, instanceof, exponent, increments on every kind of target, with calls inside.
const log: number[] = [];
const n = (x: number) => (log.push(x), x);
const o: any = { a: 1, b: { c: 2 }, 5: 'five' };
console.log(delete o.a, 'a' in o, delete o.b['c'], JSON.stringify(o), delete o[n(5)], delete o.missing, delete (n(1) as any));
let x = (n(1), n(2), n(3));
for (let i = 0, j = 10; i < j; n(i), i += 3, j--) x += (i, j);
console.log(x, log.join());
console.log(n(0) in [9], '1' in [9], 'length' in [], Symbol.iterator in [], 'x' in Object.create({ x: 1 }));
console.log(void n(9), typeof n(1), typeof null, typeof (() => 1), typeof Symbol(), typeof 1n, typeof undefined, typeof (globalThis as any).nope);
class A {}
class B extends A {}
const bound = A.bind(null) as any;
console.log(new B() instanceof A, new A() instanceof B, {} instanceof Object, Object.create(null) instanceof Object, new A() instanceof bound);
console.log(2 ** 3 ** 2, (-2) ** 2, 7 % -3, -7 % 3, 5 / 0, -5 % 5, 1 / -0, 0.1 + 0.2, 2 ** 31 | 0, 2 ** 32 >>> 0, -1 >>> 28, 1 << 33, ~~-5.7, 5 & 6 | 1 ^ 8);
let i = 5;
const arr = [i++, i--, ++i, --i, -i, +'3', !i, ~i, - -i];
console.log(arr.join());
const t: any = { c: 0, get g() { return this.c; }, set g(v) { this.c = v + 100; } };
t.c++; --t.c; t.g++; t['g'] += 5; t.h = t.h + 1 || 7; arr[n(0)]!++; arr[(n(1), n(2))]! **= 2;
console.log(JSON.stringify(t), arr.slice(0, 3).join());
console.log(1 < 2 < 3, 3 > 2 > 1, '10' < '9', 10 < ('9' as any), null == undefined, null == (0 as any), NaN != NaN, '' == (0 as any), [] + ({} as any), [2] * ([3] as any), +[] , +{}, 'b' + 'a' + +'a' + 'a', true + (true as any), '5' - (2 as any), [] == (false as any), null >= (0 as any), undefined == (0 as any));
for (const v of ['', 'a', 0, 1, null, undefined, NaN, [], {}, 0n]) process.stdout.write(v ? 'T' : 'F');
console.log();
