import { createRequire } from 'node:module';
import { HOST_CHANNEL_FD } from '../../protocol/descriptors.ts';
import { SyncChannel } from './channel.ts';
import { Life } from './life.ts';

const native = process;

/** Exit status of a bug of ours, as sysexits' EX_SOFTWARE; the task's own exit status never gets here. */
const BUG = 70;

/** The agent is gone: nobody is left to run the task for. */
function agentGone(): never {
  return native.exit(0);
}

// Outside of any microtask, so that the task's own can run.
setImmediate(() => {
  const channel = new SyncChannel(HOST_CHANNEL_FD, agentGone);
  try {
    new Life(channel, createRequire('/')).run();
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    channel.send(0, { op: 'failed', message });
    native.exit(BUG);
  }
});
