import { deleteProperty, getPrototypeOf, regexpFlags, setPrototypeOf } from '../heap/pristine.ts';

export interface MatchCursorState {
  /** A copy of the program's own regular expression. */
  matcher: RegExp;
  text: string;
  isDone: boolean;
}

/** What `matchAll` gives, where the builtin's would hide how far it is (ECMA-262 22.2.9). */
export class MatchCursor {
  #matcher: RegExp;
  #text: string;
  #isDone: boolean;

  constructor({ matcher, text, isDone }: MatchCursorState) {
    this.#matcher = matcher;
    this.#text = text;
    this.#isDone = isDone;
  }

  static stateOf(object: object): MatchCursorState | undefined {
    return #matcher in object
      ? { matcher: object.#matcher, text: object.#text, isDone: object.#isDone }
      : undefined;
  }

  next(): IteratorResult<RegExpExecArray, undefined> {
    if (this.#isDone) return { value: undefined, done: true };
    const matcher = this.#matcher;
    const text = this.#text;
    const match = matcher.exec(text);
    if (match === null) {
      this.#isDone = true;
      return { value: undefined, done: true };
    }
    if (String(match[0]) === '') matcher.lastIndex = after(text, matcher.lastIndex, regexpFlags(matcher));
    return { value: match, done: false };
  }
}

setPrototypeOf(MatchCursor.prototype, getPrototypeOf(''.matchAll(/./g)));
deleteProperty(MatchCursor.prototype, 'constructor');

/** An empty match must not be found again: one character on, which may be a pair in Unicode mode. */
function after(text: string, at: number, flags: string): number {
  const isUnicode = /[uv]/.test(flags);
  const code = isUnicode ? text.codePointAt(at) : undefined;
  return at + (code !== undefined && code > 0xffff ? 2 : 1);
}
