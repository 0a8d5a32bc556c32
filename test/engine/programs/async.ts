// Promises, await, async iteration, order of jobs and timers, all the combinators: run right.
const log: string[] = [];
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
async function work(name: string, n: number) {
  for (let i = 0; i < n; i++) {
    log.push(name + i);
    await null;
  }
  return name;
}
setTimeout(() => log.push('timeout'), 0);
Promise.resolve().then(() => log.push('job 1')).then(() => log.push('job 2'));
queueMicrotask(() => log.push('microtask'));
process.nextTick(() => log.push('tick'));
log.push('sync');
async function* ticks(n: number) { for (let i = 0; i < n; i++) { await sleep(1); yield i; } }
async function main() {
  console.log((await Promise.all([work('a', 3), work('b', 2)])).join());
  const settled = await Promise.allSettled([Promise.reject(new Error('no')), 1]);
  console.log(settled.map((s) => s.status).join());
  console.log(await Promise.race([sleep(50).then(() => 'slow'), sleep(1).then(() => 'fast')]));
  console.log(await Promise.any([Promise.reject(1), Promise.resolve(2)]));
  try { await (async () => { throw new TypeError('async throw'); })(); } catch (e) { console.log((e as Error).message); } finally { log.push('finally'); }
  let sum = 0;
  for await (const t of ticks(4)) sum += t;
  for await (const x of [Promise.resolve(10), 20]) sum += x;
  console.log(sum);
  const thenable = { then(ok: (v: string) => void) { ok('thenable'); } };
  console.log(await (thenable as never));
  for (let i = 0; i < 3; i++) await sleep(1);
  console.log(log.join(' '));
}
main().then(() => console.log('end'));
