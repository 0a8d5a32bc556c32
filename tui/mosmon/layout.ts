import type { NodeViewMessage } from '../../protocol/control.ts';
import type { Point } from '../scene.ts';
import { columnAt, columnsThatFit } from './columns.ts';
import type { Model } from './model.ts';
import { ALL_NODES } from './whom.ts';

/** A node takes a card of three lines and a blank one, or one line where there are many. */
const CARD_ROWS = 4;

export interface Layout {
  form: 'cards' | 'lines' | 'table' | 'columns';
  nodes: readonly NodeViewMessage[];
  /** Nodes that the screen has room for. */
  visible: number;
  listY: number;
}

/** What the list shows, by ID. */
export const shownNodes = ({ state, showDead }: Model): NodeViewMessage[] =>
  (state?.nodes ?? []).filter((node) => showDead || node.state !== 'dead');

/** Rows below the list: two of totals, the last event, the keys. */
export const footerRows = ({ isPlain, showTotals }: Model): number =>
  (showTotals ? 2 : 0) + (isPlain ? 0 : 2);

export function layoutOf(model: Model): Layout {
  const nodes = shownNodes(model);
  const room = model.height - 2 - footerRows(model);
  if (model.arrangement === 'table')
    // Below its titles stand all nodes as one.
    return { form: 'table', nodes, visible: Math.max(0, room - 1), listY: 3 };
  if (model.arrangement !== 'automatic') {
    const visible = Math.min(nodes.length, columnsThatFit(model.arrangement, nodes, model.width));
    return { form: 'columns', nodes, visible, listY: 2 };
  }
  const form = nodes.length * CARD_ROWS - 1 <= room ? 'cards' : 'lines';
  return form === 'cards'
    ? { form, nodes, visible: nodes.length, listY: 2 }
    : { form, nodes, visible: Math.max(0, room), listY: 2 };
}

/** The node that is shown at a cell, or `ALL_NODES`. */
export function nodeAt(model: Model, { x, y }: Point): number | null {
  const { form, nodes, visible, listY } = layoutOf(model);
  const row = y - listY;
  // Above the nodes of the table stand all as one.
  if (form === 'table' && row === -1) return nodes.length > 0 ? ALL_NODES : null;
  if (row < 0 || y >= model.height - footerRows(model)) return null;
  const index =
    form === 'cards'
      ? Math.floor(row / CARD_ROWS)
      : form !== 'columns' || model.arrangement === 'automatic' || model.arrangement === 'table'
        ? row
        : columnAt(model.arrangement, nodes, x);
  return index < 0 || index >= visible ? null : (nodes[model.scroll + index]?.info.id ?? null);
}

/** Lines that a picture of all nodes takes. */
export const plainHeight = (model: Model): number =>
  2 + shownNodes(model).length * CARD_ROWS + footerRows(model);
