// Promises and iterators of ours are printed as Node prints V8's.
import { inspect } from 'node:util';
class P extends Promise<number> { x = 1 }
const rej = Promise.reject(new RangeError('x')); rej.catch(() => {});
const p = Promise.resolve({ a: [1, { b: 2 }], s: 'str' });
(p as any).extra = 5;
const cut = (s: string) => s.split('\n').map((l) => l.replace(/\(?(\/|file:).*$/, '')).slice(0, 3).join('\n');
console.log(cut(inspect(rej)), inspect(p), inspect({ p, q: [Promise.resolve('x'.repeat(70))] }), inspect(new P(() => {})), inspect({ a: { b: { c: Promise.resolve({ d: 1 }) } } }), inspect({ a: { b: { c: { d: Promise.resolve(1) } } } }));
console.log(inspect(Promise.resolve({ aaaaaaaaaaaaaaaaaaaaaaaaa: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', c: 'dddddddddddddddddddddd' })));
console.log(inspect(Promise.resolve(1), { colors: true }), inspect(new Promise(() => {}), { colors: true }), inspect(Promise.resolve(1), { compact: false }));
console.log(inspect(Object.assign(new Promise(() => {}), { y: 2 })), inspect(Promise.resolve([Promise.resolve(1)]), { depth: 0 }), inspect(Promise));
console.log(Promise.resolve(), [Promise.resolve(1), Promise.resolve(2)], new Map([[1, Promise.resolve(2)]]), Promise.prototype, Promise.reject.name);
console.log(inspect(Promise.resolve(4), { showHidden: true }), `${Promise.resolve(1)}`, '%s %o %d', Promise.resolve(1));
console.log('%s|%o|%O|%j', Promise.resolve(1), Promise.resolve(2), Promise.resolve(3), Promise.resolve(4));
const cyc: any = {}; cyc.p = Promise.resolve(cyc); console.log(cyc, inspect(cyc.p));
console.log([1, 2][Symbol.iterator](), [1].entries(), 'abc'[Symbol.iterator](), 'abc'.matchAll(/./g), new Map([[1, 2]]).entries(), new Set([1]).values());
