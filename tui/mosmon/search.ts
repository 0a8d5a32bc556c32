import { shownNodes } from './layout.ts';
import type { Model } from './model.ts';
import { goneTo, selectedOf } from './select.ts';

const MOST_CHARS = 64;

/** A key while a node is looked for: the cursor follows what is typed. */
export function searching(model: Model, key: string): Model {
  const text = model.search!;
  if (key === 'escape') return { ...model, search: null };
  if (key === 'enter') {
    const found = text === '' || matches(model, text).length > 0;
    return {
      ...model,
      search: null,
      sought: text || model.sought,
      said: found ? null : { text: `no node is called like '${text}'`, tone: 'bad' },
    };
  }
  const typed =
    key === 'backspace'
      ? text.slice(0, -1)
      : key === 'C-u'
        ? ''
        : key === 'space'
          ? `${text} `
          : [...key].length === 1 && text.length < MOST_CHARS
            ? text + key
            : text;
  const [first] = matches(model, typed);
  const next = { ...model, search: typed };
  return typed === '' || first === undefined ? next : goneTo(next, first);
}

/** The next one, or the one before, that is called like what was looked for. */
export function soughtNext(model: Model, by: 1 | -1): Model {
  if (model.sought === '') return { ...model, said: { text: 'nothing was looked for yet: /', tone: 'bad' } };
  const found = matches(model, model.sought).sort((a, b) => a - b);
  const selected = selectedOf(model) ?? 0;
  const next =
    by > 0
      ? (found.find((id) => id > selected) ?? found[0])
      : (found.findLast((id) => id < selected) ?? found.at(-1));
  if (next === undefined)
    return { ...model, said: { text: `no node is called like '${model.sought}'`, tone: 'bad' } };
  return goneTo(model, next);
}

/** By ID, or by a part of the name: whose ID it is first, then whose name begins with it. */
function matches(model: Model, text: string): number[] {
  const wanted = text.toLowerCase();
  const rank = (id: number, name: string): number => {
    const lower = name.toLowerCase();
    if (String(id) === wanted || lower === wanted) return 3;
    if (lower.startsWith(wanted)) return 2;
    return lower.includes(wanted) || String(id).startsWith(wanted) ? 1 : 0;
  };
  return shownNodes(model)
    .map(({ info }) => ({ id: info.id, rank: rank(info.id, info.name) }))
    .filter((one) => one.rank > 0)
    .sort((a, b) => b.rank - a.rank || a.id - b.id)
    .map(({ id }) => id);
}
