process.stdout.write('a\n', () => console.log('written'));
process.stdout.write('b\n', 'utf8', () => console.log('written2'));
console.log(process.stdout.write('x'.repeat(20000) + '\n'));
process.stdout.once('drain', () => console.log('drain'));
process.once('custom' as any, (a: number) => console.log('custom', a));
console.log((process as any).emit('custom', 5), (process as any).emit('custom', 5));
process.nextTick(() => console.log('t1'));
Promise.resolve().then(() => {
  console.log('p1');
  process.nextTick(() => console.log('t2'));
  Promise.resolve().then(() => console.log('p2'));
});
setImmediate(() => {
  console.log('imm');
  Promise.resolve().then(() => console.log('p imm'));
  process.nextTick(() => console.log('t imm'));
});
setTimeout(() => {
  console.log('to');
}, 400);
console.log(
  [...'ab'].entries().next(),
  typeof setTimeout(() => {}, 0),
  Object.keys(setTimeout(() => {}, 1)).length > -1,
);
