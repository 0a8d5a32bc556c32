import { tick } from './support/tick.ts';

function* g() { yield tick(1); return 2; }
const [fresh, started, ended] = [g(), g(), g()];
started.next();
[...ended];
console.log(JSON.stringify([fresh.return(7 as never), fresh.next(), started.return(8 as never), started.next(), ended.next(), ended.return(9 as never)]));
console.log(Object.prototype.toString.call(started), typeof started[Symbol.iterator], started[Symbol.iterator]() === started, [...started].length);
