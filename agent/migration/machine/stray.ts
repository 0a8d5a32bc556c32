import type { TaskId } from '../../../protocol/node.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import type { CommonEffect } from './events.ts';
import { homeOf } from './ids.ts';
import { log } from './unexpected.ts';

const kill = (to: number, task: TaskId, upTo: number): CommonEffect => ({
  do: 'send',
  to,
  message: { op: 'kill', task, upTo },
});

/** What to answer to a message about a task or migration for which this node has no machine (any more). */
export function stray(self: number, from: number, message: PeerMessage): CommonEffect[] {
  switch (message.op) {
    case 'activate':
      return [
        {
          do: 'send',
          to: from,
          message: { op: 'gone', task: message.task, inc: message.inc, reason: 'its host is gone', cpuMs: 0 },
        },
      ];
    case 'checkpoint': {
      const { task, inc, asked } = message;
      return [
        {
          do: 'send',
          to: from,
          message: {
            op: 'checkpointed',
            task,
            inc,
            refusal: 'it does not execute there',
            busy: true,
            ...(asked !== undefined && { asked }),
          },
        },
      ];
    }
    case 'ready':
    case 'restored': {
      const { migration, task } = message;
      return [{ do: 'send', to: from, message: { op: 'abort', migration, task, reason: 'not any more' } }];
    }
    case 'running':
    case 'switch':
    case 'activated':
      // A guest of a home that has forgotten it.
      return homeOf(message.task) === self ? [kill(from, message.task, message.inc)] : [];
    case 'usage':
      return homeOf(message.task) === self ? [kill(from, message.task, Number.MAX_SAFE_INTEGER)] : [];
    default:
      return [log('debug', `node ${from}: '${message.op}' about something unknown ignored`)];
  }
}

/** A record of a task that is unknown here, or of another incarnation than the current one. */
export const strayRecord = (self: number, from: number, task: TaskId, inc: number): CommonEffect[] =>
  homeOf(task) === self ? [kill(from, task, inc)] : [];
