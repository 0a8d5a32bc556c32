/** `node:os` and `node:v8`: of the machine where the task runs, with home's names. */
import type { Task } from '../../task.ts';
import { refusing, refusingModule } from '../unsupported.ts';
import { copyOf, type Module } from './copy.ts';

/** `node:os`, with home's name and user. */
export function makeOs(task: Task, native: object): Module {
  const out = copyOf(native);
  const spec = () => task.state.spec;
  const env = () => task.state.process.env;
  Object.assign(out, {
    hostname: () => spec().hostname,
    homedir: () => env().HOME ?? '/',
    tmpdir: () => (env().TMPDIR ?? env().TMP ?? env().TEMP ?? '/tmp').replace(/(?<=.)\/$/, ''),
    userInfo: () => ({
      uid: spec().uid,
      gid: spec().gid,
      username: env().USER ?? env().LOGNAME ?? String(spec().uid),
      homedir: env().HOME ?? '/',
      shell: env().SHELL ?? null,
    }),
    setPriority: refusing('os.setPriority'),
    networkInterfaces: () => ({}),
  });
  return out;
}

/** `node:v8`: what only computes. The rest would act on the host. */
export function makeV8(native: object): Module {
  const out = refusingModule('v8', native);
  for (const name of ['serialize', 'deserialize', 'getHeapStatistics', 'Serializer', 'Deserializer']) {
    out[name] = (native as Module)[name];
  }
  return out;
}
