import { tick } from './support/tick.ts';

const step = async (s: string) => { await null; return tick(s); };
let log = '';
outer: for (const c of ['a', 'b', 'c', 'd']) { switch (await step(c)) { case 'a': log += await step('A'); continue outer; case await step('b'): { log += 'B'; break; } case 'c': if (await step('')) break outer; log += 'C'; default: log += await step('*'); if (c === 'd') break outer; } log += '.'; }
console.log(log);
