import type { NodeView } from '../../protocol/node.ts';

/** Why the task's node lets it not go by itself, in words: its user has said so; null where it does. */
export function keptBy(here: NodeView, home: NodeView): string | null {
  if (here.info.stay) return `node ${here.info.id} lets nothing leave by itself (mosctl stay)`;
  if (here.isSelf && home.info.lstay) return 'tasks of this home stay here (mosctl lstay)';
  return null;
}

/** A home whose own tasks are to stay sends them nowhere; but those that are away may come back. */
export const mayGoTo = (node: NodeView, home: NodeView): boolean =>
  node.isSelf || !(home.info.stay || home.info.lstay);
