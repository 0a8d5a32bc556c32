// The order of ticks, microtasks, timers, immediates, reactions, thenables and async iteration is node's.
import { types } from 'node:util';

const log: string[] = [];
const note = (name: string) => (value?: unknown) => void log.push(value === undefined ? name : `${name}=${String(value)}`);
const show = (title: string): void => console.log(title, log.splice(0).join(' '));
const settle = () => new Promise<void>((resolve) => void setImmediate(() => setImmediate(() => setImmediate(resolve))));
const chain = (name: string, n: number): void => {
  let p = Promise.resolve();
  for (let i = 0; i < n; i++) p = p.then(note(`${name}${i}`));
};

const thenable = { then: (resolve: (x: string) => void) => (note('then called')(), resolve('thenable')) } as unknown as Promise<string>;
(async () => note('awaited number')(await 1))();
(async () => note('awaited thenable')(await thenable))();
(async () => note('awaited promise')(await Promise.resolve('p')))();
(async () => Promise.resolve('returned'))().then(note('returns promise'));
(async () => thenable)().then(note('returns thenable'));
new Promise((resolve) => resolve(Promise.resolve('x'))).then(note('resolved with promise'));
Promise.resolve(thenable).then(note('Promise.resolve(thenable)'));
chain('c', 6);
process.nextTick(note('tick'));
queueMicrotask(note('microtask'));
setImmediate(note('immediate'));
note('sync')();
await settle();
show('await');

async function* numbers() {
  note('start')();
  yield 1;
  note('between')();
  yield Promise.resolve(2);
  return 3;
}
(async () => {
  for await (const x of numbers()) note('own')(x);
})();
(async () => {
  for await (const x of [Promise.resolve('a'), 'b']) note('sync')(x);
})();
(async function* () {
  yield* numbers();
})()
  .next()
  .then(({ value }) => note('delegated')(value));
const requests = numbers();
requests.next().then(() => note('n1')());
requests.return(9 as never).then(({ value }) => note('r')(value));
requests.next().then(({ done }) => note('n2')(done));
chain('d', 14);
await settle();
show('iteration');

process.nextTick(() => {
  note('t1')();
  process.nextTick(note('t2'));
  queueMicrotask(note('m from tick'));
});
queueMicrotask(() => {
  note('m1')();
  process.nextTick(note('tick from m'));
  Promise.resolve().then(note('reaction from m'));
});
setImmediate(() => {
  note('i1')();
  process.nextTick(note('tick from i'));
  Promise.resolve().then(note('reaction from i'));
  setImmediate(note('i3'));
});
setImmediate(note('i2'));
await settle();
show('phases');

Promise.all([thenable, 1, Promise.resolve(2)]).then(note('all'));
Promise.allSettled([Promise.reject(new Error('no')), 1]).then((r) => note('allSettled')(r.map((x) => x.status)));
Promise.any([Promise.reject(1), Promise.resolve(2)]).then(note('any'));
Promise.race([new Promise(() => {}), thenable]).then(note('race'));
Promise.resolve(1).finally(note('finally')).then(note('after finally'));
Promise.reject(new Error('e')).finally(() => Promise.resolve()).catch(note('caught'));
class Sub extends Promise<number> {}
Sub.resolve(1).then(note('sub'));
(async () => note('awaits sub')(await new Sub((resolve) => resolve(7))))();
chain('e', 8);
await settle();
show('combinators');

process.on('unhandledRejection', (reason, promise) => {
  note('unhandled')((reason as Error).message);
  promise.catch(() => {});
});
process.on('rejectionHandled', () => note('handled late')());
Promise.reject(new Error('nobody'));
(async () => {
  throw new Error('async nobody');
})();
const late = Promise.reject(new Error('soon handled'));
queueMicrotask(() => late.catch(note('in time')));
await settle();
show('rejections');

console.log(String(Promise.resolve()), typeof Promise, Promise.name, Promise.length, Object.prototype.toString.call(settle()));
console.log(Promise.resolve(1), Promise.reject(2).catch(() => {}) instanceof Promise, new Sub(() => {}), { p: Promise.resolve({ a: [1] }) });
console.log(types.isPromise(Promise.resolve()), types.isPromise({}), types.isAsyncFunction(settle), types.isAsyncFunction(async () => {}), types.isGeneratorFunction(numbers), types.isAsyncFunction(numbers));
process.on('exit', (code) => console.log('exit', code, process.exitCode));
await new Promise(() => {});
