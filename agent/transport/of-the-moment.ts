import type { PeerMessage } from '../../protocol/peer.ts';

/**
 * Steps of a start or a move, commands and their answers. Whoever takes part in one gives it up or asks again when a connection breaks, so these
 * must not arrive late; all else (records, kills, ends) must arrive.
 */
const OF_THE_MOMENT: ReadonlySet<PeerMessage['op']> = new Set<PeerMessage['op']>([
  'run',
  'runfrom',
  'needstate',
  'running',
  'runrefused',
  'needprogram',
  'prepare',
  'ready',
  'ahead',
  'snapshot',
  'restored',
  'refused',
  'abort',
  'switch',
  'switched',
  'noswitch',
  'activate',
  'activated',
  'move',
  'ask',
  'answer',
]);

export const isOfTheMoment = (op: PeerMessage['op']): boolean => OF_THE_MOMENT.has(op);
