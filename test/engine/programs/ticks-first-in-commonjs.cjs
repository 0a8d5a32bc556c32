// After a CommonJS module node looks at its ticks first, then at promises; after an ES module the other way round.
let ticks = 0;
function tick(v) {
  for (let i = 0; i < v; i++) ticks++;
  return v;
}
process.nextTick((x) => console.log('tick', tick(x)), 1);
Promise.resolve(tick(1)).then((x) => {
  console.log('then', tick(x));
  process.nextTick(() => console.log('tick of then', tick(2)));
  queueMicrotask(() => console.log('microtask of then', tick(3)));
});
(async () => console.log('async', await tick(2)))();
queueMicrotask(() => process.nextTick(() => console.log('tick of microtask', tick(1))));
process.on('exit', () => console.log('exit', ticks > 0));
