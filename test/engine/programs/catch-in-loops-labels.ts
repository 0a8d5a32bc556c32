import { tick } from './support/tick.ts';

let s = '';
outer: for (let i = 0; i < 5; i++) {
  for (const c of 'ab') {
    try { if (tick(i) === 3) break outer; if (c === 'b' && i % 2) continue outer; if (i === 2) throw c; s += `${i}${c} `; }
    catch (e) { s += `!${tick(e)} `; if (e === 'b') continue outer; }
  }
  s += '; ';
}
console.log(s);
