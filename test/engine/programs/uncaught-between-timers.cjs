// A timer that fails, with a handler for that: the next one that is due does not wait for what it left behind.
let ticks = 0;
function tick(v) {
  for (let i = 0; i < 2; i++) ticks++;
  return v;
}
process.on('uncaughtException', (e) => console.log('uncaught', tick(e.message)));
setTimeout(() => {
  process.nextTick(() => console.log('tick', tick(1)));
  Promise.resolve().then(() => console.log('then', tick(1)));
  throw new Error(tick('in timer'));
}, 8);
setTimeout(() => console.log('same time', tick(1)), 8);
setTimeout(() => console.log('later', tick(1)), 30);
