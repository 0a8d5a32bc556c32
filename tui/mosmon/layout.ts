import type { NodeViewMessage } from '../../protocol/control.ts';
import { columnsThatFit } from './columns.ts';
import type { Model } from './model.ts';

/** A node takes a card of three lines and a blank one, or one line where there are many. */
const CARD_ROWS = 4;

export interface Layout {
  form: 'cards' | 'lines' | 'columns';
  nodes: readonly NodeViewMessage[];
  /** Nodes that the screen has room for. */
  visible: number;
  listY: number;
}

/** What the list shows, by ID. */
export function shownNodes({ state, showDead }: Model): NodeViewMessage[] {
  return (state?.nodes ?? [])
    .filter((node) => showDead || node.state !== 'dead')
    .sort((a, b) => a.info.id - b.info.id);
}

/** Rows below the list: totals, the last event, the keys. */
export const footerRows = ({ isPlain, showTotals }: Model): number =>
  (showTotals ? 1 : 0) + (isPlain ? 0 : 2);

export function layoutOf(model: Model): Layout {
  const nodes = shownNodes(model);
  const room = model.height - 2 - footerRows(model);
  if (model.arrangement !== 'automatic') {
    const visible = Math.min(nodes.length, columnsThatFit(model.arrangement, nodes, model.width));
    return { form: 'columns', nodes, visible, listY: 2 };
  }
  const form = nodes.length * CARD_ROWS - 1 <= room ? 'cards' : 'lines';
  return form === 'cards'
    ? { form, nodes, visible: nodes.length, listY: 2 }
    : { form, nodes, visible: Math.max(0, room), listY: 2 };
}

export function lastScroll(model: Model): number {
  const { nodes, visible } = layoutOf(model);
  return Math.max(0, nodes.length - visible);
}

/** Lines that a picture of all nodes takes. */
export const plainHeight = (model: Model): number =>
  2 + shownNodes(model).length * CARD_ROWS - 1 + footerRows(model);
