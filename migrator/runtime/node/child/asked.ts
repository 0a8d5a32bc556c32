import { createRequire } from 'node:module';
import type { ChildRun, Serialization } from '../../../../protocol/children.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** What `child_process` of Node itself makes of the arguments of `spawn`. */
export interface Asked {
  file: string;
  args: string[];
  cwd?: string;
  envPairs: string[];
  serialization?: Serialization;
  stdio?: unknown;
  detached?: boolean;
  uid?: number;
  gid?: number;
  timeout?: number;
  killSignal?: unknown;
  signal?: AbortSignal;
}

/** An entry of `stdio`, as Node understands it. */
export interface AskedStdio {
  type: 'pipe' | 'overlapped' | 'ignore' | 'inherit' | 'fd' | 'wrap';
  fd?: number;
  input?: Uint8Array;
}

/** What Node's own `spawnSync` asks of the system, and what it wants to hear. */
export interface AskedRun extends Asked {
  stdio: AskedStdio[];
  maxBuffer?: number;
  killSignal?: number;
}
export interface Heard {
  pid: number;
  status: number | null;
  signal: string | null;
  output: (Uint8Array | null)[] | null;
  error?: number;
}

export interface Spawning {
  /** The arguments of `spawn`, checked and completed by Node itself. */
  asked(form: AsyncForm, args: unknown[]): Asked;
  stdio(given: unknown): AskedStdio[];
  signalNumber(signal: unknown): number;
  errnoError(errno: number, syscall: string): Error;
  /** Node's `spawnSync` and what is made of it. */
  native: Record<'spawnSync' | 'execSync' | 'execFileSync', AnyFunction>;
}

export type AsyncForm = 'spawn' | 'exec' | 'execFile' | 'fork';

const { setPrototypeOf } = Object;
const STOP = Symbol('asked');
/** The host's own: the program's stands in its place later. */
const host = process;

/**
 * Node's own `child_process` up to where it would speak to the system: its checks, its words and its defaults are used, and
 * what it asks for is asked of the task's home. Hosts may start nothing themselves.
 */
export function makeSpawning(
  nativeRequire: (name: string) => unknown,
  runAtHome: (asked: AskedRun) => Heard,
): Spawning {
  const native = nativeRequire('node:child_process') as Record<string, AnyFunction> & {
    ChildProcess: { prototype: { spawn: AnyFunction } };
  };
  const internal = createRequire('/');
  const { getValidStdio } = internal('internal/child_process') as { getValidStdio: AnyFunction };
  const { convertToValidSignal } = internal('internal/util') as { convertToValidSignal: AnyFunction };
  const { ErrnoException } = internal('internal/errors') as {
    ErrnoException: new (errno: number, syscall: string) => Error;
  };
  /** The class is one that programs cannot name, says that it is `Error`, and does not move. */
  const plainly = (error: unknown): unknown =>
    error instanceof ErrnoException ? setPrototypeOf(error, Error.prototype) : error;
  const waiting =
    (name: keyof Spawning['native']): AnyFunction =>
    (...args) => {
      try {
        const result = native[name]!(...args);
        if (name === 'spawnSync') plainly((result as { error?: unknown }).error);
        return result;
      } catch (error) {
        throw plainly(error);
      }
    };
  const { internalBinding } = internal('internal/test/binding') as { internalBinding: AnyFunction };
  const binding = internalBinding('spawn_sync') as { spawn: (asked: AskedRun) => Heard };
  let last: Asked | null = null;
  native.ChildProcess.prototype.spawn = (options: unknown) => {
    last = options as Asked;
    throw STOP;
  };
  binding.spawn = runAtHome;
  // From 22 on Node tells by NODE_OPTIONS, to whatever is spawned, what of this process's own arguments forbids files.
  host.execArgv.length = 0;
  return {
    asked(form, args) {
      try {
        native[form]!(...args);
      } catch (error) {
        if (error !== STOP) throw error;
      }
      return last!;
    },
    stdio: (given) => (getValidStdio(given, true) as { stdio: AskedStdio[] }).stdio,
    signalNumber: (signal) => convertToValidSignal(signal) as number,
    errnoError: (errno, syscall) => plainly(new ErrnoException(errno, syscall)) as Error,
    native: {
      spawnSync: waiting('spawnSync'),
      execSync: waiting('execSync'),
      execFileSync: waiting('execFileSync'),
    },
  };
}

/** As it travels. */
export function requestOf(
  asked: Asked,
): Omit<ChildRun, 'stdio' | 'timeoutMs' | 'maxBufferBytes' | 'killSignal'> {
  const { file, args, cwd, envPairs, serialization, detached, uid, gid } = asked;
  return {
    file,
    args: [...args],
    cwd: cwd ?? null,
    env: [...envPairs],
    serialization: serialization ?? 'json',
    detached: detached === true,
    uid: uid ?? null,
    gid: gid ?? null,
  };
}
