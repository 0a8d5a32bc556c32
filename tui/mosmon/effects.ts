import type { NodeSettings } from '../../protocol/node.ts';

/** What is wanted of the world. */
export type Effect =
  | { do: 'quit' }
  /** Ask what only it, and the members' book, can tell. */
  | { do: 'look'; node: number }
  /** What the agent remembers of a node, or of all (null), of so long until now. */
  | { do: 'history'; node: number | null; spanMs: number }
  | Wish
  /** The same of several; `what` in a word, as `mosctl` says it. */
  | { do: 'each'; what: string; wishes: readonly Wish[] };

/** What one node is told. */
export type Wish =
  | { do: 'set'; node: number; settings: Partial<NodeSettings> }
  | { do: 'clear'; node: number; verb: 'expel' | 'bring' };
