// A program that takes builtins away, or puts its own in their place, keeps its timers, output and promises.
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
for (const name of ['trunc', 'max', 'min', 'round', 'imul', 'floor']) delete Math[name];
const later = () => console.log('later', turn(1), typeof Math.random());
const every = setInterval(() => { console.log('every', turn(1)); clearInterval(every); setTimeout(later, 2); }, 1);
Promise.resolve(turn(2)).then((n) => console.log(n, typeof Math.trunc, Date.now() > 0, performance.now() > 0));
Math.max = () => { throw new Error('nobody compares'); };
console.log(turn(2), Object.keys(Math).join());
