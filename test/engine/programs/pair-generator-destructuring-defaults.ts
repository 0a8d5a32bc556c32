import { tick } from './support/tick.ts';

function* g() { const [a = yield 'a', { b = yield 'b' } = {} as any] = [undefined, undefined] as any; const { c = yield 'c', ...rest } = { d: yield 'd' } as any; return [a, b, c, JSON.stringify(rest)].join(); }
const it = g(), asked: unknown[] = [];
let r: IteratorResult<unknown> = it.next();
for (let n = 1; !r.done; n++) { asked.push(r.value); tick(n); r = it.next(n); }
console.log(asked.join(), r.value);
