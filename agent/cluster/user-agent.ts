import { spawn } from 'node:child_process';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import { AgentClient } from '../control/client.ts';

/** A new agent measures its machine and makes its key; a busy machine needs its time. */
const START_MS = 15_000;
const POLL_MS = 10;

/** The user's agent, started where none runs (decision 3): it stays for later runs, and goes when it is idle. */
export async function userAgent(socket: string, omd: string): Promise<AgentClient> {
  const running = await connectIfThere(socket);
  if (running) return running;
  const child = spawn(process.execPath, [omd, '--ephemeral'], { cwd: '/', detached: true, stdio: 'ignore' });
  let exit: string | null = null;
  child.once('exit', (code, signal) => {
    exit = String(signal ?? code);
  });
  child.once('error', (error) => {
    exit = error.message;
  });
  child.unref();
  const deadline = performance.now() + START_MS;
  for (;;) {
    // Asked before and after: where two are started at a time, one of them gives way and exits.
    const wasOver = exit !== null;
    const client = await connectIfThere(socket);
    if (client) return client;
    if (wasOver)
      throw new OmosixError(
        'ENOAGENT',
        `no agent runs, and a new one ended at once (${exit}): run 'omd -n' to see why`,
      );
    if (performance.now() > deadline)
      throw new OmosixError(
        'ENOAGENT',
        `no agent runs, and a new one did not answer in ${START_MS / 1000} s`,
      );
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function connectIfThere(socket: string): Promise<AgentClient | null> {
  try {
    return await AgentClient.connect(socket);
  } catch (error) {
    if (isOmosixError(error) && error.code === 'ENOAGENT') return null;
    throw error;
  }
}
