import { layoutOf } from './layout.ts';
import type { Model } from './model.ts';
import { ALL_NODES } from './whom.ts';

/** Its place in the list. */
function indexOf({ selected }: Model, ids: readonly number[]): number {
  const at = selected === null ? 0 : ids.findIndex((id) => id >= selected);
  return at < 0 ? Math.max(0, ids.length - 1) : at;
}

const idsOf = (model: Model): number[] => layoutOf(model).nodes.map(({ info }) => info.id);

/** The node that keys are for, or all as one; null where there is none. */
export function selectedOf(model: Model): number | null {
  const ids = idsOf(model);
  if (model.selected === ALL_NODES && canBeAll(model) && ids.length > 0) return ALL_NODES;
  return ids[indexOf(model, ids)] ?? null;
}

/** In the table all nodes have a row, above the others. */
const canBeAll = ({ arrangement }: Model): boolean => arrangement === 'table';

/** Keeps the screen where the chosen node is. */
export function settled(model: Model): Model {
  const { nodes, visible } = layoutOf(model);
  const at = indexOf(
    model,
    nodes.map(({ info }) => info.id),
  );
  const last = Math.max(0, nodes.length - visible);
  const scroll = Math.min(last, Math.max(at - Math.max(1, visible) + 1, Math.min(model.scroll, at)));
  return scroll === model.scroll ? model : { ...model, scroll };
}

/** So many nodes further, and the screen with it where that is a page. */
export function moved(model: Model, by: number, isPage = false): Model {
  const ids = idsOf(model);
  if (ids.length === 0) return model;
  const rows = canBeAll(model) ? [ALL_NODES, ...ids] : ids;
  const now = rows.indexOf(selectedOf(model)!);
  const to = Math.max(0, Math.min(rows.length - 1, now + by));
  const scroll = isPage ? Math.max(0, model.scroll + by) : model.scroll;
  return settled({ ...model, selected: rows[to]!, scroll });
}

export const goneTo = (model: Model, id: number): Model => settled({ ...model, selected: id });
