import type { NodeSettings } from '../../protocol/node.ts';

/** What is wanted of the world. */
export type Effect =
  | { do: 'quit' }
  /** Ask what only it, and the members' book, can tell. */
  | { do: 'look'; node: number }
  | { do: 'set'; node: number; settings: Partial<NodeSettings> }
  | { do: 'clear'; node: number; verb: 'expel' | 'bring' };
