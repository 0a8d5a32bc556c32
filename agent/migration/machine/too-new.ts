import type { PeerMessage } from '../../../protocol/peer.ts';
import { LOGGED_TASKS_SINCE } from '../../../protocol/version.ts';

/** What a node that speaks an older version would have to answer, if it knew what it is asked for; null where it does. */
export function refusalOf(message: PeerMessage, speaks: number): PeerMessage | null {
  if (message.op !== 'run' && message.op !== 'prepare') return null;
  if (!message.spec.logged || speaks >= LOGGED_TASKS_SINCE) return null;
  const reason = `its omosix speaks protocol ${speaks}, and a task with --checkpoint-every needs ${LOGGED_TASKS_SINCE}`;
  const { task } = message.spec;
  if (message.op === 'run') return { op: 'runrefused', task, inc: message.inc, reason };
  return { op: 'refused', migration: message.migration, task, reason };
}
