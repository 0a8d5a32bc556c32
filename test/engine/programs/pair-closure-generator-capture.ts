import { tick } from './support/tick.ts';

function* makers() { for (let i = 0; i < 3; i++) { let n = tick(i); yield { up: () => ++n, get: () => n * 10 + i }; n += 100; } }
const all = [...makers()];
all[1]!.up();
const one = makers(), first = one.next().value!;
first.up(); tick(0); one.next(); first.up();
console.log(all.map((m) => m.get()).join(), first.get());
