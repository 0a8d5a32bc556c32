// The event loop: timers in order, nested, intervals, immediates, arguments, unref, loops inside callbacks.
// What two timers do to each other depends on the machine's load: each has a log of its own.
const log: string[] = [];
const tickLog: string[] = [];
const zeroLog: string[] = [];
const loopLog: string[] = [];
const spin = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i; return s; };
setTimeout((a: string, b: number) => { log.push(`args ${a}${b} ${spin(100)}`); setTimeout(() => log.push('nested'), 1); }, 2, 'x', 1);
let ticks = 0;
const interval = setInterval(() => { tickLog.push(`tick ${++ticks} ${spin(50)}`); if (ticks === 3) clearInterval(interval); }, 10);
setTimeout(() => zeroLog.push('zero'), 0);
setTimeout(() => { for (let i = 0; i < 3; i++) setTimeout(() => { loopLog.push(`loop ${i} ${spin(i * 10)}`); }, 60 + i * 15); }, 50);
const unref = setTimeout(() => log.push('never'), 100000);
unref.unref();
console.log(typeof unref.ref, unref.hasRef());
const state = { step: 0 };
function next() { state.step++; spin(200); if (state.step < 20) setTimeout(next, 1); else finish(); }
function finish() { setTimeout(() => { console.log([...log, ...tickLog, ...zeroLog, ...loopLog].join('\n')); console.log(state.step, ticks); }, 200); }
next();
