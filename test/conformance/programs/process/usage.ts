// What a program has used, its title, its signals and how it ends, wherever it was meanwhile.
import { once } from 'node:events';
import { run } from '../cases.ts';

function work(ms: number): number {
  let x = 1;
  for (const from = performance.now(); performance.now() - from < ms; ) x = (x * 48271) % 2147483647;
  return x;
}
const arrives = async (signal: NodeJS.Signals): Promise<unknown> => {
  const heard = once(process, signal);
  // Signals keep no program alive.
  const alive = setInterval(() => {}, 1_000);
  process.kill(process.pid, signal);
  const values = await heard;
  clearInterval(alive);
  return values;
};

const atStart = process.cpuUsage();
process.title = 'used';

await run({
  'memory: fields': () => Object.keys(process.memoryUsage()),
  'memory: of what size': () => {
    const { rss, heapTotal, heapUsed } = process.memoryUsage();
    return [rss > heapUsed, heapTotal >= heapUsed, heapUsed > 1e6, process.memoryUsage.rss() > 1e6];
  },
  'cpu: grows with work': () => {
    const before = process.cpuUsage();
    work(60);
    const { user, system } = process.cpuUsage(before);
    return [user + system > 5_000, Number.isInteger(user), system >= 0];
  },
  'cpu: never less than before': () => {
    const now = process.cpuUsage();
    return [now.user >= atStart.user, now.system >= atStart.system];
  },
  'cpu: of what is none': () => process.cpuUsage({ user: -1, system: 0 }),
  'resources: fields': () => Object.keys(process.resourceUsage()),
  'title stays': () => process.title,
  'title as text': () => {
    (process as { title: unknown }).title = 5;
    return process.title;
  },
  'SIGUSR2 arrives': () => arrives('SIGUSR2'),
  'SIGTERM arrives': () => arrives('SIGTERM'),
  'SIGHUP arrives': () => arrives('SIGHUP'),
  'signal 0': () => process.kill(process.pid, 0),
  'a signal that is none': () => process.kill(process.pid, 'SIGNOT' as NodeJS.Signals),
  'a process that is none': () => process.kill(2 ** 30, 0),
  'an exit code that is none': () => {
    process.exitCode = 'many' as unknown as number;
  },
  'an exit code with a fraction': () => {
    process.exitCode = 1.5;
  },
});

// What nobody catches is heard in this order; the last word on the exit code has who sets it last.
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.on('uncaughtException', (error, origin) => {
  console.log('caught', error.message, origin);
  process.exitCode = 9;
});
process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  process.exitCode = 11;
});
setTimeout(() => {
  throw new Error('of a timer');
}, 1);
setTimeout(() => void Promise.reject(new Error('of a promise')), 20);
