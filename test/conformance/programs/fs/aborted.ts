// AbortSignal, and the order in which things come.
import * as fs from 'node:fs';
import { promises } from 'node:fs';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.writeFileSync('f', 'content');
const failed = async (work: Promise<unknown>) => work.then((value) => ['no error', value], told);
const aborted = (reason?: unknown) => AbortSignal.abort(reason);

await run({
  'readFile that is aborted': () => failed(promises.readFile('f', { signal: aborted() })),
  'its cause': async () => {
    const error = await promises.readFile('f', { signal: aborted('why') }).catch((reason) => reason);
    return [error.name, error.code, error.cause];
  },
  'readFile that is aborted later': async () => {
    const controller = new AbortController();
    const work = failed(promises.readFile('f', { signal: controller.signal }));
    controller.abort();
    return work;
  },
  'readFile by callback': () =>
    new Promise((done) => fs.readFile('f', { signal: aborted() }, (error) => done(told(error)))),
  'writeFile that is aborted': async () => [
    await failed(promises.writeFile('new', 'x', { signal: aborted() })),
    fs.existsSync('new'),
  ],
  'writeFile that is aborted later': async () => {
    const controller = new AbortController();
    const work = failed(promises.writeFile('new', 'x', { signal: controller.signal }));
    controller.abort();
    return [await work, fs.readFileSync('new', 'utf8')];
  },
  'a signal that stays quiet': async () => {
    const { signal } = new AbortController();
    await promises.writeFile('new', 'written', { signal });
    return promises.readFile('new', { encoding: 'utf8', signal });
  },
  'callbacks come after what is synchronous': () =>
    new Promise((done) => {
      const order: string[] = [];
      fs.stat('f', () => {
        order.push('stat');
        setImmediate(() => done(order));
      });
      process.nextTick(() => order.push('tick'));
      Promise.resolve().then(() => order.push('microtask'));
      order.push('now');
    }),
  'awaited in a row': async () => {
    const order: number[] = [];
    for (let i = 0; i < 5; i++) {
      await promises.appendFile('row', String(i));
      order.push((await promises.readFile('row', 'utf8')).length);
    }
    return order;
  },
  'all at once': async () => {
    const all = Array.from({ length: 10 }, (_, i) => promises.writeFile(`many-${i}`, 'x'.repeat(i)));
    await Promise.all(all);
    const stats = await Promise.all(all.map((_, i) => promises.stat(`many-${i}`)));
    return stats.map(({ size }) => size);
  },
  'what is thrown in a callback': () =>
    new Promise((done) => {
      process.once('uncaughtException', (error) => done(error.message));
      fs.stat('f', () => {
        throw new Error('thrown in it');
      });
    }),
});
