// Order of for-in, inherited keys, deletion while iterating, numeric keys first.
const base = { inherited: 1, shared: 2 };
const object: Record<string, unknown> = Object.create(base);
object.b = 1;
object['10'] = 2;
object.a = 3;
object['2'] = 4;
object.shared = 5;
const keys: string[] = [];
for (const key in object) {
  keys.push(key);
  if (key === 'b') delete object.a;
}
console.log(keys.join(' '));
for (const index in ['x', 'y', 'z']) console.log(index, typeof index);
for (const c in 'hey') console.log(c);
for (const nothing in null as never) console.log('never', nothing);
for (const nothing in undefined as never) console.log('never', nothing);
let last;
for (last in { p: 1, q: 2 });
console.log(last);
const target: { key?: string } = {};
for (target.key in { m: 1, n: 2 });
console.log(target.key);
Object.defineProperty(object, 'hidden', { value: 1, enumerable: false });
let total = 0;
for (const key in object) total += String(object[key]).length;
console.log(total);
