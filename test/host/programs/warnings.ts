process.on('unhandledRejection', (r) => console.log('unhandled', r));
Promise.reject(7);
process.on('warning', (w) => console.log('w', w.name, w.message));
process.emitWarning('careful', 'MyWarning', 'C1');
const t = setInterval(() => {
  console.log('i');
  clearInterval(t);
}, 1);

queueMicrotask(() => {
  throw new Error('in microtask');
});
process.on('uncaughtException', (e, o) => console.log('ue', e.message, o));
