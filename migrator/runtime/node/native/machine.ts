/** `node:os` and `node:v8`: of the machine where the task runs, with home's names. */
import { OS_AT_HOME } from '../../../../protocol/syscalls.ts';
import type { Task } from '../../task.ts';
import { validators } from '../fs/checks.ts';
import { refusingModule } from '../unsupported.ts';
import { copyOf, type Module } from './copy.ts';

const HIGHEST_PRIORITY = -20;
const LOWEST_PRIORITY = 19;
/** Of `v8`, what computes or counts. */
const HARMLESS = [
  ...['serialize', 'deserialize', 'Serializer', 'Deserializer', 'DefaultSerializer', 'DefaultDeserializer'],
  ...['getHeapStatistics', 'getHeapSpaceStatistics', 'getHeapCodeStatistics', 'cachedDataVersionTag'],
];

/** `node:os` of home. */
export function makeOs(task: Task, native: object): Module {
  const out = copyOf(native);
  const spec = () => task.state.spec;
  const env = () => task.state.process.env;
  Object.assign(out, {
    hostname: () => spec().hostname,
    homedir: () => env().HOME ?? '/',
    tmpdir: () => (env().TMPDIR ?? env().TMP ?? env().TEMP ?? '/tmp').replace(/(?<=.)\/$/, ''),
  });
  const { shims, syscalls } = task;
  out.setPriority = shims.restartable('node:os.setPriority', (...given: unknown[]) => {
    const [pid, priority] = given.length < 2 ? [task.state.spec.pid, given[0]] : given;
    validators.validateInteger(pid, 'pid', -0x8000_0000, 0x7fff_ffff);
    validators.validateInteger(priority, 'priority', HIGHEST_PRIORITY, LOWEST_PRIORITY);
    syscalls.sync('os.setPriority', [pid as number, priority as number]);
  });
  out.userInfo = shims.restartable('node:os.userInfo', (options?: { encoding?: string } | null) => {
    const info = syscalls.sync('os.get', ['userInfo', null]).value as Record<string, unknown>;
    const isBytes = options?.encoding === 'buffer';
    for (const [name, value] of Object.entries(info))
      if (isBytes && typeof value === 'string') info[name] = Buffer.from(value);
    return Object.assign(Object.create(null), info);
  });
  for (const name of OS_AT_HOME)
    out[name] = shims.restartable(`node:os.${name}`, (pid?: number) => {
      if (name !== 'getPriority') return syscalls.sync('os.get', [name, null]).value;
      if (pid !== undefined) validators.validateInteger(pid, 'pid', -0x8000_0000, 0x7fff_ffff);
      return syscalls.sync('os.get', [name, pid ?? task.state.spec.pid]).value;
    });
  return out;
}

/** `node:v8`: what only computes. The rest would act on the host. */
export function makeV8(native: object): Module {
  const out = refusingModule('v8', native);
  for (const name of HARMLESS) out[name] = (native as Module)[name];
  return out;
}
