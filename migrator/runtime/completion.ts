/**
 * `return(value)` on its way through a generator (ECMA-262 27.5.3.4): thrown, so that it passes through every `finally`, and through no
 * handler of the user's.
 */
export class ReturnCompletion {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}
