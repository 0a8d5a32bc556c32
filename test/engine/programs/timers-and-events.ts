// The event loop: timers in order, nested, intervals, immediates, arguments, unref, loops inside callbacks.
const log: string[] = [];
const spin = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i; return s; };
setTimeout((a: string, b: number) => { log.push(`args ${a}${b} ${spin(100)}`); setTimeout(() => log.push('nested'), 1); }, 2, 'x', 1);
let ticks = 0;
const interval = setInterval(() => { log.push(`tick ${++ticks} ${spin(50)}`); if (ticks === 3) clearInterval(interval); }, 10);
setTimeout(() => log.push('zero'), 0);
setTimeout(() => { for (let i = 0; i < 3; i++) setTimeout(() => { log.push(`loop ${i} ${spin(i * 10)}`); }, 60 + i * 15); }, 50);
const unref = setTimeout(() => log.push('never'), 100000);
unref.unref();
console.log(typeof unref.ref, unref.hasRef());
const state = { step: 0 };
function next() { state.step++; spin(200); if (state.step < 20) setTimeout(next, 1); else finish(); }
function finish() { setTimeout(() => { console.log(log.join('\n')); console.log(state.step, ticks); }, 200); }
next();
