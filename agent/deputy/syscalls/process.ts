import os from 'node:os';
import * as z from 'zod/mini';
import { OS_AT_HOME } from '../../../protocol/syscalls.ts';
import { fsError } from '../mfs/errors.ts';
import { bits, type Syscall, syscall } from './context.ts';

const signal = z.string().check(z.maxLength(16));

const ofMachine = z.enum([...OS_AT_HOME, 'userInfo']);

/** Calls about the task as a process: its deputy is that process. */
export const processCalls: Record<string, Syscall> = {
  'process.exit': syscall(z.tuple([z.int()]), async ([code], { context }) => {
    context.process.leave();
    await context.output.drained();
    context.process.exit(code);
    return new Promise(() => {});
  }),
  'process.kill': syscall(
    z.tuple([z.int(), z.union([signal, z.int()])]),
    async ([pid, name], { context }) => {
      // It may be the end of this process: what the task has written before comes first.
      await context.output.drained();
      return context.process.kill(pid, name) ? { value: true } : never();
    },
  ),
  'process.watchSignal': syscall(z.tuple([signal, z.boolean()]), ([name, on], { context }) => {
    context.process.watch(name, on);
    return { value: null };
  }),
  'process.chdir': syscall(z.tuple([z.string()]), ([directory], { context }) => {
    if (context.files.clusterPath(directory) !== null)
      throw fsError(
        'ENOTSUP',
        'chdir',
        process.cwd(),
        directory,
        'the directory of a task is at home: say /mfs/… in full',
      );
    process.chdir(directory);
    return { value: process.cwd() };
  }),
  'process.umask': syscall(z.tuple([bits]), ([mask]) => ({ value: process.umask(mask) })),
  'process.getgroups': syscall(z.tuple([]), () => ({ value: process.getgroups?.() ?? [] })),
  'os.setPriority': syscall(z.tuple([z.int(), z.int()]), ([pid, priority]) => {
    os.setPriority(pid, priority);
    return { value: null };
  }),
  'os.get': syscall(z.tuple([ofMachine, z.nullable(z.int())]), ([name, pid]) => ({
    value: name === 'getPriority' ? os.getPriority(pid ?? 0) : os[name](),
  })),
};

/** The answer to a call that ends its caller. */
function never(): Promise<never> {
  return new Promise(() => {});
}
