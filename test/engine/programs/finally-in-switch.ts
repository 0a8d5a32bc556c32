import { tick } from './support/tick.ts';

function f(n: number): string {
  let s = '';
  switch (n) {
    case 0: try { s += tick('a'); break; } finally { s += tick('f'); }
    case 1: try { s += tick('b'); } finally { s += tick('g'); }
    case 2: s += 'c'; break;
    default: try { return s + tick('d'); } finally { s += tick('h'); console.log('default', s); }
  }
  return s;
}
console.log([0, 1, 2, 3].map(f).join());
