import { bare } from './bare.ts';

/** Methods of `$rt` for tagged templates: their objects are the task's, so that they are the same wherever it goes on. */
const { defineProperty, freeze } = Object;

export type Templates = Record<string, object>;

export const templateMethods = (templates: () => Templates) => ({
  /** What the tagged template at this place passes, if it ran before. */
  template: (place: string): object | undefined => templates()[place],

  newTemplate(place: string, cooked: (string | undefined)[], raw: string[]): object {
    defineProperty(cooked, 'raw', bare({ value: freeze(raw) }));
    templates()[place] = freeze(cooked);
    return cooked;
  },
});
