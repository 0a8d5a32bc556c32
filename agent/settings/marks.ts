import type { NodeInfo } from '../../protocol/node.ts';

/** What a node's user has set that keeps tasks away from it or on it, as words. */
export const marksOf = ({ blocked, stay, lstay, quiet }: NodeInfo): string[] =>
  Object.entries({ blocked, stay, lstay, quiet }).flatMap(([word, isSet]) => (isSet ? [word] : []));
