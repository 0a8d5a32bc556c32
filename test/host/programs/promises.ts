import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const log = console.log;
process.nextTick(() => log('tick'));
Promise.resolve()
  .then(() => log('p1'))
  .then(() => log('p2'));
queueMicrotask(() => log('m'));
log(await sleep(5, 'slept'));
const d = await mkdtemp('/tmp/h2t-');
await writeFile(`${d}/x.txt`, 'some text');
log(await readFile(`${d}/x.txt`, 'utf8'), (await stat(`${d}/x.txt`)).size, await readdir(d));
try {
  await readFile(`${d}/nope`);
} catch (e: any) {
  log(e.code, e.message.replace(d, 'D'), e.syscall, e instanceof Error);
}
await Promise.all(
  [1, 2, 3].map(async (i) => {
    await sleep(i * 3);
    log('par', i);
  }),
);
async function* gen() {
  for (let i = 0; i < 3; i++) {
    await null;
    yield i;
  }
}
for await (const x of gen()) log('gen', x);
await promisify(setTimeout)(2);
log('promisified');
await rm(d, { recursive: true });
const ac = new AbortController();
setTimeout(() => ac.abort(), 3);
try {
  await sleep(1000, null, { signal: ac.signal });
} catch (e: any) {
  log(e.name, e.code);
}
process.on('exit', (c) => log('exit', c));
await Promise.reject(new TypeError('final')).catch((e) => log('caught', e.message));
setTimeout(() => {
  Promise.reject(new Error('unhandled'));
  setTimeout(() => log('not reached'), 10);
}, 5);
