import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { ChildRequest, ChildStdio } from '../../../protocol/children.ts';
import type { TaskLauncher } from './launcher.ts';

/** A descriptor of this process, or a stream of another child's. */
export type Handed = number | Duplex;

/** Starts a program with the rights and in the directory of this process: a task, where it is one for `launcher`. @throws what `spawn` throws */
export function start(
  request: ChildRequest,
  handed: (stdio: ChildStdio & object) => Handed,
  launcher: TaskLauncher | null,
): ChildProcess {
  const task = launcher?.(request) ?? null;
  const { file, cwd, stdio, detached, uid, gid } = request;
  const args = task?.args ?? request.args;
  const options: SpawnOptions = {
    ...(cwd !== null && { cwd }),
    env: { ...Object.fromEntries(request.env.map(pairOf)), ...(task?.env ?? channelOf(request)) },
    stdio: stdio.map((each) =>
      each === 'ipc' ? 'pipe' : typeof each === 'string' ? each : handed(each),
    ) as SpawnOptions['stdio'],
    detached,
    ...(uid !== null && { uid }),
    ...(gid !== null && { gid }),
    ...(args.length > 0 && { argv0: args[0] }),
  };
  const child = spawn(file, args.slice(1), options);
  // A program that outlives the task does not keep this process.
  child.unref();
  return child;
}

/** Where a program that is no task finds its channel, as Node says it. The bytes on it are those of a pipe. */
function channelOf({ stdio, serialization }: ChildRequest): NodeJS.ProcessEnv {
  const fd = stdio.indexOf('ipc');
  if (fd < 0) return {};
  return { NODE_CHANNEL_FD: String(fd), NODE_CHANNEL_SERIALIZATION_MODE: serialization };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Why it did not start; null where it did. */
export function failureOf(child: ChildProcess): Promise<Error> | null {
  if (child.pid !== undefined) return null;
  return new Promise((resolve) => child.once('error', resolve));
}
