import type { Duplex, Writable } from 'node:stream';
import type { ChildResult, ChildRun, ChildStdio } from '../../../protocol/children.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import type { TaskLauncher } from './launcher.ts';
import { failureOf, start } from './start.ts';

const ETIMEDOUT = -110;
const ENOBUFS = -105;

export interface Ran {
  result: ChildResult;
  output: Uint8Array;
}

/** `spawnSync`: the task waits, this process does not. `inputs` are the bytes for each pipe that has some. */
export async function run(
  request: ChildRun,
  inputs: (Uint8Array | null)[],
  handed: (stdio: ChildStdio & object) => number,
  launcher: TaskLauncher | null,
): Promise<Ran> {
  const none = { code: null, signal: null, sizes: null, pid: 0 };
  let child: ReturnType<typeof start>;
  try {
    child = start(request, handed, launcher);
  } catch (error) {
    // As with what is no program: `spawnSync` gives it back, where `spawn` throws.
    const { code, errno } = error as NodeJS.ErrnoException;
    if (code !== 'EBADF') throw error;
    return { result: { ...none, error: errno! }, output: EMPTY };
  }
  const failure = failureOf(child);
  if (failure) {
    const { errno } = (await failure) as NodeJS.ErrnoException;
    return { result: { ...none, error: errno ?? -1 }, output: EMPTY };
  }
  const { maxBufferBytes, timeoutMs, killSignal, stdio } = request;
  const gathered: Uint8Array[][] = stdio.map(() => []);
  let total = 0;
  let error = 0;
  const stop = (why: number): void => {
    if (error !== 0) return;
    error = why;
    if (!kill(killSignal)) kill('SIGKILL');
    for (const stream of child.stdio) stream?.destroy();
  };
  const kill = (signal: number | NodeJS.Signals): boolean => {
    try {
      return child.kill(signal);
    } catch {
      return false;
    }
  };
  stdio.forEach((each, i) => {
    if (each !== 'pipe') return;
    const stream = child.stdio[i] as Duplex | Writable;
    stream.on('error', () => {});
    if ('read' in stream && stream.readable)
      stream.on('data', (bytes: Uint8Array) => {
        if (error !== 0) return;
        gathered[i]!.push(bytes);
        total += bytes.length;
        if (maxBufferBytes !== null && maxBufferBytes > 0 && total > maxBufferBytes) stop(ENOBUFS);
      });
    stream.end(inputs[i] ?? undefined);
  });
  child.on('error', () => {});
  const timer =
    timeoutMs !== null && timeoutMs > 0 ? setTimeout(() => stop(ETIMEDOUT), timeoutMs) : undefined;
  const { code, signal } = await new Promise<Pick<ChildResult, 'code' | 'signal'>>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  clearTimeout(timer);
  const outputs = stdio.map((each, i) => (each === 'pipe' && i > 0 ? Buffer.concat(gathered[i]!) : null));
  const sizes = outputs.map((bytes) => bytes?.length ?? null);
  const output = Buffer.concat(outputs.filter((bytes) => bytes !== null));
  return { result: { code, signal, pid: child.pid!, error, sizes }, output };
}
