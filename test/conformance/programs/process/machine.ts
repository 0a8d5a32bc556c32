/** `node:os` and `node:tty` are home's; what the task has used is counted wherever it was. */
import fs from 'node:fs';
import os from 'node:os';
import tty from 'node:tty';
import { inspect } from 'node:util';
import { pace } from '../pace.ts';

function say(name: string, act: () => unknown): void {
  let line: string;
  try {
    line = inspect(act(), { depth: 5, breakLength: Number.POSITIVE_INFINITY });
  } catch (error) {
    line = `${(error as Error).name} ${(error as NodeJS.ErrnoException).code} ${(error as Error).message}`;
  }
  console.log(`${name}: ${line}`);
}

await pace();
const usage: NodeJS.CpuUsage[] = [process.cpuUsage()];
const more = () => {
  let sum = 0;
  for (let n = 0; n < 20_000; n++) sum += Math.sqrt(n);
  usage.push(process.cpuUsage());
  return sum > 0;
};
say('cpus', () => os.cpus().map(({ model, times }) => [model, Object.keys(times)]));
more();
say('memory', () => [os.totalmem(), os.freemem() > 0, os.freemem() <= os.totalmem()]);
say('load', () => os.loadavg().length);
more();
await pace();
say('names', () => [os.hostname(), os.release(), os.version(), os.machine(), os.type(), os.arch(), os.platform()]);
say('parallelism', () => os.availableParallelism?.());
say('interfaces', () => os.networkInterfaces());
say('user', () => os.userInfo());
say('user in bytes', () => os.userInfo({ encoding: 'buffer' }));
say('uptime', () => os.uptime() > 0);
more();
say('priority', () => os.getPriority(process.ppid) === os.getPriority(process.ppid));
say('priority of none', () => os.getPriority('x' as never));
say('priority of no pid', () => os.getPriority(2 ** 40));
say('set priority', () => [os.setPriority(os.getPriority()), os.setPriority(process.pid, os.getPriority()) === undefined]);
say('set priority of none', () => os.setPriority(2 ** 22 + 7, 3));
say('set priority out of range', () => os.setPriority(-21));
say('set priority of no number', () => os.setPriority(0, 'x' as never));
say('groups', () => process.getgroups!());
const fd = fs.openSync('/dev/null', 'r');
say('terminals', () => [fd, 9999, -1, 1.5, 'x', undefined].map((each) => tty.isatty(each as number)));
fs.closeSync(fd);
say('no descriptor', () => new tty.ReadStream(-1));
await pace();
say('streams', () => [typeof tty.WriteStream, ({} as object) instanceof tty.ReadStream, tty.ReadStream.name]);
more();
say('grows', () => usage.every(({ user, system }, i) => i === 0 || user + system >= usage[i - 1]!.user + usage[i - 1]!.system));
say('since', () => {
  const { user, system } = process.cpuUsage(usage[0]);
  return user >= 0 && system >= 0 && user + system > 0;
});
say('resources', () => {
  const all = process.resourceUsage();
  const { user } = process.cpuUsage();
  return [Object.keys(all), all.maxRSS > 0, user >= all.userCPUTime];
});
