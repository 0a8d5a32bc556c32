import { tick } from './support/tick.ts';

let s = '';
a: { s += 1; b: { if (tick(true)) break a; s += 'never'; } }
c: for (let i = 0; i < 3; i++) d: for (let j = 0; ; j++) { s += `${i}${tick(j)} `; switch (j) { case 1: continue c; case 2: break c; } if (i === 2) break d; if (j > 5) break c; }
e: do { s += 'e'; for (const x of 'xyz') { if (tick(x) === 'y') continue e; s += x; } } while (s.length < 30);
f: if (tick(1)) { s += '!'; break f; } else s += '?';
console.log(s);
