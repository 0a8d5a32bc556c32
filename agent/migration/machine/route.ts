import type { TaskId } from '../../../protocol/node.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import { movedInc } from './ids.ts';

/** The machine that a message is for. On one node there may be several guests of a task: one that was given up and not yet told so. */
export type Address =
  | { role: 'home'; task: TaskId }
  /** `inc` null: the highest there. */
  | { role: 'source'; task: TaskId; inc: number | null }
  | { role: 'target'; task: TaskId; migration: number }
  /** Each source and target of the task. */
  | { role: 'guests'; task: TaskId };

/**
 * Where a message goes: to the first of these that exists; if none does, `stray` says what to answer. Empty for what
 * is no machine's business (`prepare` makes a target, `run` a guest).
 */
export function addressesOf(message: PeerMessage): Address[] {
  switch (message.op) {
    case 'running':
    case 'runrefused':
    case 'switch':
    case 'activated':
    case 'stayed':
    case 'checkpointed':
    case 'needstate':
    case 'usage':
    case 'gone':
      return [{ role: 'home', task: message.task }];
    case 'ready':
    case 'restored':
    case 'refused':
    case 'switched':
    case 'noswitch':
      return [{ role: 'source', task: message.task, inc: movedInc(message.migration) }];
    case 'checkpoint':
    case 'thaw':
    case 'stop':
    case 'continue':
      return [{ role: 'source', task: message.task, inc: message.inc }];
    case 'move':
      return [{ role: 'source', task: message.task, inc: null }];
    case 'ahead':
    case 'snapshot':
    case 'abort':
      return [{ role: 'target', task: message.task, migration: message.migration }];
    case 'activate':
      return [
        { role: 'target', task: message.task, migration: message.migration },
        { role: 'source', task: message.task, inc: message.inc },
      ];
    case 'kill':
      return [{ role: 'guests', task: message.task }];
    default:
      return [];
  }
}
