// Spread of arrays, strings, maps, sets, iterables and objects with getters; rest parameters; spread in new and in calls with side effects.
const calls: string[] = [];
const it = (name: string, ...xs: unknown[]) => ({ *[Symbol.iterator]() { calls.push(name); yield* xs; } });
const arr = [...'ab', ...[1, , 2], ...new Set([3, 3]), ...new Map([['k', 'v']]), ...it('x', 4, 5)];
console.log(JSON.stringify(arr), arr.length);
const o = { ...{ a: 1, b: 2 }, ...null, ...undefined, ...'hi', ...[9], b: 3, get c() { calls.push('getter'); return this.a; } } as any;
const copy = { ...o, d: 4 };
console.log(JSON.stringify(copy), Object.getOwnPropertyDescriptor(copy, 'c')!.value, calls.join());
function f(this: unknown, first: unknown, ...rest: unknown[]) { return `${first}-${rest.join('')}-${arguments.length}`; }
console.log(f(...it('y', 1, 2) as any, 3, ...[4, 5]), f.length, f.apply(null, [1, 2]), f.call(null, ...'xyz' as any));
class P { args: unknown[]; constructor(...args: unknown[]) { this.args = args; } }
class Q extends P { constructor(...args: unknown[]) { super(0, ...args, ...args); } }
console.log(new P(...[1, 2], ...it('z', 3)).args.join(), new Q(1, 2).args.join());
let max = -Infinity;
for (let i = 0; i < 5; i++) max = Math.max(max, ...Array.from({ length: i }, (_, k) => (k * 7) % 5));
console.log(max);
const proto = { inherited: 1 };
const child = Object.create(proto, { own: { value: 2, enumerable: true }, hidden: { value: 3 } });
console.log(JSON.stringify({ ...child }), Object.assign({}, child).own);
const { own, ...nothing } = child;
console.log(own, JSON.stringify(nothing));
