import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { ChildRequest, ChildStdio } from '../../../protocol/children.ts';

/** A descriptor of this process, or a stream of another child's. */
export type Handed = number | Duplex;

/** Starts a program with the rights and in the directory of this process. @throws what `spawn` throws */
export function start(request: ChildRequest, handed: (stdio: ChildStdio & object) => Handed): ChildProcess {
  const { file, args, cwd, env, stdio, detached, uid, gid } = request;
  const options: SpawnOptions = {
    ...(cwd !== null && { cwd }),
    env: Object.fromEntries(env.map(pairOf)),
    stdio: stdio.map((each) => (typeof each === 'string' ? each : handed(each))) as SpawnOptions['stdio'],
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

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Why it did not start; null where it did. */
export function failureOf(child: ChildProcess): Promise<Error> | null {
  if (child.pid !== undefined) return null;
  return new Promise((resolve) => child.once('error', resolve));
}
