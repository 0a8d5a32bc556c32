process.on('uncaughtException', (e, o) => {
  console.log('uncaught', (e as Error).message, o);
  if ((e as Error).message === 'two') {
    process.removeAllListeners('uncaughtException');
    setTimeout(() => f(), 1);
  }
});
function f(): never {
  throw Object.assign(new RangeError('three'), { extra: 1 });
}
setTimeout(() => {
  throw new Error('one');
}, 1);
setTimeout(() => {
  throw new Error('two');
}, 5);
process.on('exit', (c) => {
  console.log('exit', c, process.exitCode);
  process.exitCode = 42;
});
