// AsyncLocalStorage goes with what was begun in it, across captures: promises, timers, ticks, microtasks, callbacks, iteration.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { readFile } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
const storage = new AsyncLocalStorage<{ id: number }>();
const other = new AsyncLocalStorage<string>();
const id = (): unknown => storage.getStore()?.id ?? other.getStore();
function pause(n: number): number { let s = 0; for (const each of new Set([1, n])) s += each; return n > 0 ? pause(n - 1) + s : s; }
async function* counted(n: number) { for (let i = 0; i < n; i++) { await null; yield `${i} ${id()}`; } }
const log: unknown[] = [];
async function work(n: number): Promise<unknown> {
  log.push(`first ${id()}`);
  await sleep(n);
  pause(2);
  log.push(`slept ${id()}`);
  await null;
  setTimeout(() => log.push(`timer ${id()}`), 1);
  process.nextTick(() => log.push(`tick ${id()}`));
  queueMicrotask(() => log.push(`micro ${id()}`));
  setImmediate(() => { pause(1); log.push(`immediate ${id()}`); });
  Promise.resolve(5).then(() => log.push(`then ${id()}`)).finally(() => log.push(`finally ${id()}`));
  await new Promise<void>((done) => readFile('/dev/null', () => { log.push(`read ${id()}`); done(); }));
  for await (const each of counted(2)) log.push(each);
  await { then(done: (x: number) => void) { log.push(`thenable ${id()}`); done(1); } };
  storage.enterWith({ id: n * 100 });
  await sleep(2);
  return id();
}
console.log(await Promise.all([storage.run({ id: 1 }, work, 1), storage.run({ id: 3 }, () => work(3))]), id());
console.log(log.sort().join('\n'));
const bound = storage.run({ id: 7 }, () => AsyncLocalStorage.bind((x: number) => [x, id()]));
const snapshot = storage.run({ id: 8 }, () => AsyncLocalStorage.snapshot());
const resource = storage.run({ id: 9 }, () => new AsyncResource('mine'));
pause(3);
console.log(bound(1), snapshot(() => id()), resource.runInAsyncScope((a: number) => [a, id()], null, 2), resource.bind(id)(), id());
storage.run({ id: 10 }, () => other.run('inner', () => { console.log(id(), other.getStore(), storage.exit(() => [storage.getStore(), other.getStore()])); }));
await storage.run({ id: 11 }, async () => { await other.run('both', async () => { await null; pause(1); console.log(id(), other.getStore()); }); console.log(other.getStore(), id()); });
console.log(id(), storage.getStore(), storage instanceof AsyncLocalStorage);
