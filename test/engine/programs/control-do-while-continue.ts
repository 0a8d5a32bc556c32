import { tick } from './support/tick.ts';

const log: string[] = [];
let n = 0;
do { n++; if (n % 2) continue; log.push(`${tick(n)}`); if (n > 6) break; } while (tick(n) < 10);
let m = 5;
while (tick(--m) > 0) { if (m === 3) continue; log.push(`m${m}`); }
for (;;) { if (tick(++m) > 2) break; }
console.log(log.join(), n, m);
