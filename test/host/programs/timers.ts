const log = (s: string) => console.log(s);
const busy = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};
// Far enough apart, or due at the same moment: the order does not depend on the machine's load.
setTimeout(() => {
  log('a');
  process.nextTick(() => log('a tick'));
  queueMicrotask(() => log('a micro'));
  busy(40);
}, 300);
setTimeout(() => log('b, same list'), 300);
setTimeout(() => log('c, due while a was busy'), 320);
let n = 0;
const interval = setInterval(
  (x: number) => {
    log(`interval ${x} ${++n}`);
    if (n === 3) clearInterval(interval);
  },
  900,
  7,
);
setTimeout(() => log('never'), 1e6).unref();
const dead = setTimeout(() => log('dead'), 5);
clearTimeout(dead);
const dead2 = setTimeout(() => log('dead'), 5);
clearTimeout(+dead2);
const refreshed = setTimeout(() => log('refreshed'), 600);
setTimeout(() => refreshed.refresh(), 500);
process.nextTick((a: number, b: number) => log(`tick ${a + b}`), 1, 2);
queueMicrotask(() => {
  log('micro');
  process.nextTick(() => log('micro tick'));
  queueMicrotask(() => log('micro micro'));
});
setTimeout(() => {
  setImmediate((x: string) => {
    log(`imm1 ${x}`);
    setImmediate(() => log('imm3'));
    process.nextTick(() => log('imm1 tick'));
  }, 'arg');
  const no = setImmediate(() => log('no'));
  clearImmediate(no);
  setImmediate(() => log('imm2'));
  log('immediates made');
}, 100);
process.on('beforeExit', (c) => {
  log(`beforeExit ${c}`);
  if (n++ === 3) setTimeout(() => log('again'), 1);
});
process.on('exit', (c) => log(`exit ${c}`));
log(`main ${typeof dead[Symbol.toPrimitive]()} ${interval.hasRef()}`);
