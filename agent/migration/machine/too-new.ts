import type { PeerMessage } from '../../../protocol/peer.ts';
import { FREEZES_SINCE, LOGGED_TASKS_SINCE } from '../../../protocol/version.ts';

/** What a node that speaks an older version would have to answer, if it knew what it is asked for; null where it does. */
export function refusalOf(message: PeerMessage, speaks: number): PeerMessage | null {
  const reason = (what: string, since: number): string =>
    `its omosix speaks protocol ${speaks}, and ${what} needs ${since}`;
  if (message.op === 'checkpoint') {
    if (!message.hold || speaks >= FREEZES_SINCE) return null;
    const { task, inc } = message;
    return { op: 'checkpointed', task, inc, refusal: reason('to freeze a task', FREEZES_SINCE) };
  }
  if (message.op === 'runfrom') {
    if (speaks >= FREEZES_SINCE) return null;
    const { spec, inc } = message;
    return {
      op: 'runrefused',
      task: spec.task,
      inc,
      reason: reason('to go on from a state', FREEZES_SINCE),
    };
  }
  if (message.op !== 'run' && message.op !== 'prepare') return null;
  const { task, logged } = message.spec;
  if (!logged || speaks >= LOGGED_TASKS_SINCE) return null;
  const why = reason('a task with --checkpoint-every', LOGGED_TASKS_SINCE);
  if (message.op === 'run') return { op: 'runrefused', task, inc: message.inc, reason: why };
  return { op: 'refused', migration: message.migration, task, reason: why };
}
