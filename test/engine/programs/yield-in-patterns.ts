// `yield` and `await` where they are part of a pattern or of a class's head: nobody but their caller sends them on.
import { tick } from './support/tick.ts';

const log: string[] = [];
function* g(o: any[]): Generator<unknown, unknown, unknown> {
  try {
    let [a = (o[((yield 5) as number) ?? 8] ??= tick('made'))] = [] as any[];
    const { [(yield 1) as string]: b = yield 2, ...c } = { x: 1, y: 3 } as any;
    return [a, b, Object.keys(c).join(), o.length].join();
  } finally {
    log.push(tick('closed'));
  }
}
const it = g([]);
const steps = [it.next()];
for (const sent of [undefined, 'z', 'default']) { tick(0); steps.push(it.next(sent)); }
console.log(steps.map((s) => JSON.stringify(s)).join(' '), log.join());
const early = g([]);
early.next();
tick(1);
console.log(JSON.stringify([early.return(tick(7)), early.next()]), log.join());
const failing = g([]);
failing.next();
tick(1);
try { failing.throw(new Error('sent')); } catch (e) { console.log((e as Error).message, log.length); }
function* heads() { const C = class { [(yield 'key') as string]() { return tick(1); } static [(yield 'static') as string] = 4; } as any; return [new C().k(), C.s].join(); }
const h = heads();
h.next(); tick(0); h.next('k'); tick(0);
console.log(h.next('s').value);
const value = async (v: unknown) => { await null; return tick(v); };
const later = async () => { const { a = await value(1), [await value('key') as string]: k } = { key: await value(2) } as any; const [x = await value(3), ...rest] = [undefined, 4]; return [a, k, x, rest].join(); };
const both = [later(), later()];
for (let i = 0; i < 6; i++) { tick(i); await null; }
console.log((await Promise.all(both)).join(' '));
