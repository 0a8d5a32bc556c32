import { randomFillSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import tty from 'node:tty';
import type { CheckpointHead } from '../../protocol/checkpoint.ts';
import type { Serialization } from '../../protocol/children.ts';
import type { Grants } from '../../protocol/grants.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { grantedEnvironment } from './grants/environment.ts';

/** What `mps` is told of a long command line. */
const MAX_COMMAND_CHARS = 1_000;

interface SpecInput {
  /** Node ID of home. */
  home: number;
  /** Hash of the program image. */
  program: string;
  /** The program's real path, and its name as the user wrote it. */
  file: string;
  name: string;
  args: string[];
  memoryMb: number | null;
  lostAfterMs: number;
  execArgv?: string[] | undefined;
  channel?: Serialization | undefined;
  addons?: boolean;
  shares?: boolean | undefined;
  grants?: Grants | null;
  /** Another task has given it its environment, which is as its own allows. */
  isChild?: boolean;
  /** It is to be done again where its node dies. */
  logged?: boolean;
}

/** What the task sees of the process it seems to be: this one. */
export function taskSpec(input: SpecInput): TaskSpec {
  const {
    home,
    program,
    file,
    name,
    args,
    memoryMb,
    lostAfterMs,
    execArgv,
    channel,
    addons,
    shares,
    logged,
    grants = null,
    isChild = false,
  } = input;
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    task: `${home}:${process.pid}`,
    program,
    command: [name, ...args].join(' ').slice(0, MAX_COMMAND_CHARS),
    file,
    execPath: process.execPath,
    argv: [process.execPath, name === '-' ? name : resolve(name), ...args],
    env: grants && !isChild ? grantedEnvironment(env, grants) : env,
    cwd: process.cwd(),
    pid: process.pid,
    ppid: process.ppid,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    umask: process.umask(),
    hostname: hostname(),
    stdin: { isTTY: tty.isatty(0), columns: null, rows: null, colorDepth: 1 },
    stdout: outputStream(1),
    stderr: outputStream(2),
    startedAtMs: performance.timeOrigin,
    seed: [...randomFillSync(new Int32Array(4))],
    memoryMb,
    lostAfterMs,
    ...(execArgv && { execArgv }),
    ...(channel && { channel }),
    ...(addons && { addons }),
    ...(shares && { shares }),
    ...(grants && { grants }),
    ...(logged && !addons && !shares && { logged: true as const }),
    ...(existsSync('/mfs') && { hasOwnMfs: true as const }),
  };
}

/**
 * What a task sees that goes on from a checkpoint: the process it is now, but with the arguments, the environment and the identity
 * of the first. Its own clock has stood still meanwhile.
 */
export function restoredSpec(
  { spec, sinceStartMs }: Pick<CheckpointHead, 'spec' | 'sinceStartMs'>,
  now: Pick<SpecInput, 'home' | 'memoryMb' | 'lostAfterMs' | 'grants' | 'logged'>,
): TaskSpec {
  const { file, program } = spec;
  // What the file allows holds until its user says something else.
  const grants = now.grants ?? spec.grants ?? null;
  const own = taskSpec({ ...now, program, file, name: file, args: [], shares: spec.shares, grants });
  const { command, argv, env, cwd, umask, seed } = spec;
  return {
    ...own,
    ...{ command, argv, env, cwd, umask, seed },
    memoryMb: now.memoryMb ?? spec.memoryMb,
    startedAtMs: performance.timeOrigin + performance.now() - sinceStartMs,
  };
}

function outputStream(fd: 1 | 2): TaskSpec['stdout'] {
  if (!tty.isatty(fd)) return { isTTY: false, columns: null, rows: null, colorDepth: 1 };
  const stream = fd === 1 ? process.stdout : process.stderr;
  return {
    isTTY: true,
    columns: stream.columns ?? null,
    rows: stream.rows ?? null,
    colorDepth: stream.getColorDepth(),
  };
}
