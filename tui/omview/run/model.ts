import { type Field, isAsked, newForm } from './form.ts';

export interface Model {
  form: readonly Field[];
  /** Of the fields that are asked. */
  at: number;
  isHelp: boolean;
  /** How the last start came out. */
  said: { text: string; isGood: boolean } | null;
}

/** The fields that are asked, in the order of the screen. */
export const asked = ({ form }: Model): Field[] => form.filter((field) => isAsked(form, field));

export const newModel = (): Model => ({ form: newForm(), at: 0, isHelp: false, said: null });
