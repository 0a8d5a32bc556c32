import { asked, type Model } from './model.ts';

export const FIELDS_Y = 2;

/** The field on a line of the screen; null where there is none. */
export function fieldAt(model: Model, y: number): number | null {
  const at = y - FIELDS_Y;
  return at >= 0 && at < asked(model).length ? at : null;
}
