import type { NodeInfo } from '../../protocol/node.ts';

/** What a node's user has set that keeps tasks away from it or on it, as words; `owner`: blocked, for its owner needs it. */
export const marksOf = ({ blocked, owner, stay, lstay, quiet }: NodeInfo): string[] =>
  Object.entries({ blocked: blocked && !owner, owner, stay, lstay, quiet }).flatMap(([word, isSet]) =>
    isSet ? [word] : [],
  );
