// What changes at home comes to who watches it.
import * as fs from 'node:fs';
import { promises } from 'node:fs';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.mkdirSync('d');
fs.writeFileSync('f', 'f');

await run({
  watch: () =>
    new Promise((done) => {
      const watcher = fs.watch('d');
      watcher.once('change', (type, name) => {
        watcher.close();
        watcher.once('close', () => done([type, name]));
      });
      fs.writeFileSync('d/new', '');
    }),
  'watch with a listener': () =>
    new Promise((done) => {
      const watcher = fs.watch('d', { encoding: 'buffer' }, (_type, name) => {
        watcher.close();
        done(name);
      });
      fs.unlinkSync('d/new');
    }),
  'watch that is aborted': () =>
    new Promise((done) => {
      const controller = new AbortController();
      fs.watch('d', { signal: controller.signal }).on('close', () => done('closed'));
      controller.abort();
    }),
  watchFile: () =>
    new Promise((done) => {
      fs.watchFile('f', { interval: 20 }, (now, before) => {
        fs.unwatchFile('f');
        done([now.size, before.size, now instanceof fs.Stats]);
      });
      setTimeout(() => fs.writeFileSync('f', 'longer'), 60);
    }),
  'watchFile of what is not there': () =>
    new Promise((done) => {
      fs.watchFile('none', { interval: 20, bigint: true }, (now, before) => {
        fs.unwatchFile('none');
        done([now.size, before.mtimeNs]);
      });
    }),
  'watch by iteration': async () => {
    const controller = new AbortController();
    setTimeout(() => fs.writeFileSync('d/later', ''), 60);
    const seen: unknown[] = [];
    try {
      for await (const event of promises.watch('d', { signal: controller.signal })) {
        seen.push({ ...event });
        controller.abort();
      }
    } catch (error) {
      seen.push(told(error));
    }
    return [seen[0], seen.at(-1)];
  },
  'one that is not kept alive for': () => {
    fs.watch('d', { persistent: false });
    fs.watch('d').unref();
    return 'ends';
  },
});
