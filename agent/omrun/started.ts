import { Socket } from 'node:net';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { SERIALIZATIONS, type Serialization } from '../../protocol/children.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { grants } from '../../protocol/grants.ts';
import { nodeMask } from '../../protocol/task.ts';
import { nodeCommandOf, scriptFile, type TaskLauncher } from '../deputy/children/launcher.ts';
import { Pipe } from '../deputy/children/pipe.ts';
import type { StartedWith } from '../deputy/deputy.ts';
import type { Options } from './options.ts';
import type { Reporter } from './reporter.ts';

/** Carries what follows from a task's deputy to the omrun of a child; no program sees it. */
const VARIABLE = 'OMOSIX_STARTED';

const inherited = z.object({
  lock: z.boolean(),
  mask: z.nullable(nodeMask),
  migrateEveryMs: z.nullable(z.number()),
  anyNode: z.boolean(),
  lostAfterMs: z.number(),
  stats: z.nullable(z.string()),
  verbose: z.boolean(),
  /** Its states are kept if its parent's are, but in no files that nobody asks for. */
  checkpoints: z.object({
    everyMs: z.nullable(z.union([z.number(), z.literal('auto')])),
    directory: z.string(),
    keep: z.number(),
    isFileless: z.literal(true),
  }),
  /** What it may do itself: no child may more. */
  grants: z.nullable(grants),
});

const started = z.object({
  /** The agent of the task that has started it, by its socket, and where compiled programs are kept. */
  agent: z.string(),
  cache: z.string(),
  /** Of the script, links followed. */
  file: z.string(),
  execArgv: z.array(z.string()),
  fds: z.array(z.int()),
  /** Directories of the agent, which are no task's that has grants. */
  hidden: z.array(z.string()),
  channel: z.nullable(z.object({ fd: z.int(), serialization: z.enum(SERIALIZATIONS) })),
  /** Its standard error is that of its user, and no program reads it. */
  isHeard: z.boolean(),
  /** How its parent's user wants tasks placed and told of. */
  options: inherited,
});
/** What a program has from the task that has started it. */
export type Started = z.infer<typeof started>;

/** Takes it out of the environment. Null for a program that was started from elsewhere. */
export function takeStarted(env: NodeJS.ProcessEnv): Started | null {
  const text = env[VARIABLE];
  if (text === undefined) return null;
  delete env[VARIABLE];
  const result = started.safeParse(parseJson(text));
  if (result.success) return result.data;
  throw new OmosixError('EUSAGE', `${VARIABLE} is for children of tasks alone: unset it`);
}

/** Its end of what it was started with. */
export function startedWith({ channel, fds }: Started): StartedWith {
  return { channel: channel && new Pipe(new Socket({ fd: channel.fd })), fds };
}

export const serializationOf = (started: Started | null): Serialization | undefined =>
  started?.channel?.serialization;

interface LauncherParts {
  omrun: string;
  agent: string;
  cache: string;
  hidden: readonly string[];
  options: Options;
  /** What is said on this omrun's standard error: whether its user hears it, and wants to be told of tasks. */
  reporter: Pick<Reporter, 'isHeard' | 'tells'>;
}

const STDERR = 2;
const FIRST_MORE = 3;

/** Starts this omrun in the place of the Node.js that it runs in, where that would run a script. */
export function taskLauncher({ omrun, options, hidden, reporter, ...places }: LauncherParts): TaskLauncher {
  // As they are meant here and now: the program may go elsewhere, and its children are where they like.
  const [agent, cache] = [resolve(places.agent), resolve(places.cache)];
  const stats = options.stats && resolve(options.stats);
  const checkpoints = {
    ...options.checkpoints,
    directory: resolve(options.checkpoints.directory),
    isFileless: true as const,
  };
  return ({ file, args, cwd, stdio, serialization }) => {
    const command = file === process.execPath ? nodeCommandOf(args.slice(1)) : null;
    const script = command && scriptFile(command.script, cwd);
    if (!command || !script || script === omrun) return null;
    const { lock, mask, migrateEveryMs, anyNode, lostAfterMs, grants } = options;
    const fd = stdio.indexOf('ipc');
    const errors = stdio[STDERR];
    const isShared = typeof errors === 'object' && 'fd' in errors && errors.fd === STDERR;
    const isHeard = isShared && reporter.isHeard;
    const given: Started = {
      agent,
      cache,
      file: script,
      execArgv: command.execArgv,
      fds: stdio.flatMap((each, i) => (i >= FIRST_MORE && each !== 'ignore' && each !== 'ipc' ? [i] : [])),
      channel: fd < 0 ? null : { fd, serialization },
      hidden: [...hidden],
      isHeard,
      options: {
        lock,
        mask,
        migrateEveryMs,
        anyNode,
        lostAfterMs,
        stats,
        verbose: isHeard && reporter.tells,
        checkpoints,
        grants,
      },
    };
    return {
      args: [args[0] ?? file, omrun, command.script, ...command.args],
      env: { [VARIABLE]: JSON.stringify(given) },
    };
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
