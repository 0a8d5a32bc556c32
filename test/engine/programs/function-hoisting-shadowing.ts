import { tick } from './support/tick.ts';

console.log(early(), typeof late, tick(1));
function early() { return tick('early'); }
var late = 1;
let x = 'outer';
{ let x = tick('block'); { const x = 'inner'; console.log(x); } console.log(x); function inBlock() { return x; } console.log(inBlock()); }
const f = (x: string) => { { let x = tick('deep'); var leaked = x; } return x + leaked; };
console.log(f('param'), x);
