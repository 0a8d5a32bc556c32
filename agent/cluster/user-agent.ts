import { spawn } from 'node:child_process';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import { AgentClient } from '../control/client.ts';
import { isReturning } from '../returning.ts';

/** A new agent measures its machine and makes its key; a busy machine needs its time. */
const START_MS = 15_000;
const POLL_MS = 10;
/** Where several are started at a time all but one give way and end, some before that one listens. */
const OTHERS_MS = 2_000;

/** The user's agent, started where none runs (decision 3): it stays for later runs, and goes when it is idle. */
export async function userAgent(socket: string, omd: string): Promise<AgentClient> {
  const running = await connectIfThere(socket);
  if (running) return running;
  while (isReturning(socket)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const returned = await connectIfThere(socket);
    if (returned) return returned;
  }
  const child = spawn(process.execPath, [omd, '--ephemeral'], { cwd: '/', detached: true, stdio: 'ignore' });
  let exit: { how: string; atMs: number } | null = null;
  child.once('exit', (code, signal) => {
    exit ??= { how: String(signal ?? code), atMs: performance.now() };
  });
  child.once('error', (error) => {
    exit ??= { how: error.message, atMs: performance.now() };
  });
  child.unref();
  const deadlineMs = performance.now() + START_MS;
  for (;;) {
    const client = await connectIfThere(socket);
    if (client) return client;
    const ended = exit as { how: string; atMs: number } | null;
    if (ended !== null && performance.now() > ended.atMs + OTHERS_MS) {
      throw new OmosixError(
        'ENOAGENT',
        `no agent runs, and a new one ended at once (${ended.how}): 'omd -n' shows why`,
      );
    }
    if (performance.now() > deadlineMs) {
      throw new OmosixError(
        'ENOAGENT',
        `no agent runs, and a new one did not answer in ${START_MS / 1000} s`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** One that ended may be started again by whoever looks after it; one that begins anew is about to come. */
const BACK_MS = 2_000;
const ANEW_MS = 30_000;
/** A task that another has started leaves that to start one: it waits for as long as that may take. */
export const STARTERS_AGENT_MS = BACK_MS + START_MS + OTHERS_MS;
/** Whatever has killed the one before may kill the next. */
const MOST_STARTS = 5;

/**
 * The agent of this home once more, where the one before has ended: the same node, for its tasks have its number. `omd`: what is started
 * where none has come within `backMs`; null: nothing. `isAnew`: it has said that it begins anew.
 * @throws OmosixError ENOAGENT where none comes, or another node
 */
export async function agentAgain(
  socket: string,
  omd: string | null,
  node: number,
  isAnew: boolean,
  backMs = BACK_MS,
): Promise<AgentClient> {
  const waitMs = isAnew ? ANEW_MS : backMs;
  const client =
    omd === null
      ? await comingAgent(socket, waitMs)
      : ((await cameWithin(socket, waitMs)) ?? (await startedAgent(socket, omd)));
  if (client.node === node) return client;
  client.close();
  throw new OmosixError('ENOAGENT', `the agent that came in its place is node ${client.node}, not ${node}`);
}

/** One that somebody else starts. @throws OmosixError ENOAGENT where none comes within that time */
export async function comingAgent(socket: string, withinMs: number): Promise<AgentClient> {
  const client = await cameWithin(socket, withinMs);
  if (client) return client;
  throw new OmosixError('ENOAGENT', 'no other agent has come in its place');
}

const cameWithin = (socket: string, withinMs: number): Promise<AgentClient | null> =>
  polled(withinMs, () =>
    // The socket of one that is just dying takes connections, and breaks them.
    connectIfThere(socket).catch((error: Error) => {
      if (isOmosixError(error)) throw error;
      return null;
    }),
  );

async function startedAgent(socket: string, omd: string): Promise<AgentClient> {
  for (let starts = 1; ; starts++) {
    try {
      return await userAgent(socket, omd);
    } catch (error) {
      const isNone = !isOmosixError(error) || error.code === 'ENOAGENT';
      if (starts === MOST_STARTS || !isNone) throw error;
    }
  }
}

/** The pid of the agent that has begun in the place of that one. @throws OmosixError ENOAGENT where none comes */
export async function nextAgent(socket: string, before: number, withinMs: number): Promise<number> {
  const next = await polled(withinMs, async () => {
    // The socket of one that is just ending takes connections, and breaks them.
    const client = await connectIfThere(socket).catch((error: Error) => {
      if (isOmosixError(error) && error.code === 'EVERSION') throw error;
      return null;
    });
    client?.close();
    return client && client.pid !== before ? client.pid : null;
  });
  if (next !== null) return next;
  throw new OmosixError(
    'ENOAGENT',
    `no agent is back within ${withinMs / 1000} s: guests go on elsewhere; 'omd -n' shows what is wrong`,
  );
}

/** Looks until there is something, once at least; null where there is nothing within that time. */
async function polled<T>(withinMs: number, look: () => Promise<T | null>): Promise<T | null> {
  const deadlineMs = performance.now() + withinMs;
  do {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  } while (performance.now() < deadlineMs);
  return null;
}

/** Null where nobody listens. */
export async function connectIfThere(socket: string): Promise<AgentClient | null> {
  try {
    return await AgentClient.connect(socket);
  } catch (error) {
    if (isOmosixError(error) && error.code === 'ENOAGENT') return null;
    throw error;
  }
}
