// Modules in a cycle are evaluated in the order of the first walk, also where import() may ask for one of them; what waits for
// a module that it waits for itself goes on.
import { late, left } from './modules/cycle/left.mjs';
import { again } from './modules/cycle/right.mjs';

export function f() {
  return 'f';
}
let ticks = 0;
function tick(v) {
  for (let i = 0; i < 2; i++) ticks++;
  return v;
}
console.log('main', tick(left), late(), again());
import('./modules/cycle/right.mjs').then((m) => console.log('imported', tick(m.right), m.again()));
