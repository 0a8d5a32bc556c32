// Moves to fresh processes only.
const Bluebird = require('bluebird');

const parts = [
  () => Bluebird.map([1, 2, 3, 4, 5], (n) => Bluebird.delay(n, n * 2), { concurrency: 2 }).reduce((a, b) => a + b, 0),
  Bluebird.coroutine(function* () {
    let sum = 0;
    for (let i = 0; i < 5; i++) sum += yield Bluebird.resolve(i).delay(1);
    return sum;
  }),
  () => Bluebird.reject(new RangeError('no')).catch(RangeError, ({ message }) => `caught ${message}`),
  () => Bluebird.promisifyAll({ read: (n, done) => setTimeout(done, 4, null, n + 1) }).readAsync(41),
];
Bluebird.each(parts, (part) => Bluebird.resolve(part()).tap(console.log).finally(() => console.log('finally')));
