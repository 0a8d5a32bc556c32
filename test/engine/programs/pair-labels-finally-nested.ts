import { tick } from './support/tick.ts';

let s = '';
a: for (let i = 0; i < 3; i++) { try { b: for (let j = 0; j < 3; j++) { try { if (j === 1 && i === 0) continue a; if (j === 1) break b; if (i === 2) break a; s += `${i}${tick(j)} `; } finally { s += `f${tick(j)} `; } } } finally { s += `F${i} `; if (i === 1) continue a; } s += 'end '; }
console.log(s);
