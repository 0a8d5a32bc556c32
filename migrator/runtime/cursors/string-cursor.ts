import { deleteProperty, getPrototypeOf, setPrototypeOf } from '../heap/pristine.ts';

export interface StringCursorState {
  text: string;
  /** Next code unit. */
  at: number;
}

/** A string iterator that can be asked where it is. */
export class StringCursor {
  #text: string;
  #at: number;

  constructor({ text, at }: StringCursorState) {
    this.#text = text;
    this.#at = at;
  }

  static stateOf(object: object): StringCursorState | undefined {
    return #text in object ? { text: object.#text, at: object.#at } : undefined;
  }

  next(): IteratorResult<string, undefined> {
    const text = this.#text;
    const at = this.#at;
    if (at >= text.length) return { value: undefined, done: true };
    const value = isPair(text, at) ? text[at]! + text[at + 1]! : text[at]!;
    this.#at = at + value.length;
    return { value, done: false };
  }
}

setPrototypeOf(StringCursor.prototype, getPrototypeOf(''[Symbol.iterator]()));
deleteProperty(StringCursor.prototype, 'constructor');

const unitAt = Function.prototype.call.bind(String.prototype.charCodeAt) as (
  text: string,
  at: number,
) => number;

function isPair(text: string, at: number): boolean {
  const first = unitAt(text, at);
  if (first < 0xd800 || first > 0xdbff) return false;
  const second = unitAt(text, at + 1);
  return second >= 0xdc00 && second <= 0xdfff;
}
