import type { Effect } from '../../tui/mosmon/effects.ts';
import type { Model } from '../../tui/mosmon/model.ts';
import { type MosmonEvent, update } from '../../tui/mosmon/update.ts';

/** The model after a few events, and all effects of them. */
export function play(model: Model, ...events: MosmonEvent[]): [Model, Effect[]] {
  const all: Effect[] = [];
  for (const event of events) {
    const [next, effects] = update(model, event);
    model = next;
    all.push(...effects);
  }
  return [model, all];
}
