// Moves to fresh processes only.
const Bluebird = require('bluebird');

Bluebird.map([1, 2, 3, 4, 5], (n) => Bluebird.delay((n % 3) * 50, n * 2), { concurrency: 2 })
  .tap((all) => console.log('map', all))
  .reduce((a, b) => a + b, 0)
  .then((sum) => console.log('sum', sum));
Bluebird.coroutine(function* () {
  for (let i = 0; i < 5; i++) console.log('step', yield Bluebird.resolve(i).delay(1));
})();
Bluebird.reject(new RangeError('no')).catch(RangeError, ({ message }) => console.log('caught', message)).finally(() => console.log('finally'));
Bluebird.promisifyAll({ read: (n, done) => setTimeout(done, 400, null, n + 1) }).readAsync(41).then(console.log);
