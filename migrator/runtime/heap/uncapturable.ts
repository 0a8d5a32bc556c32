import type { CantMove } from '../../../protocol/node.ts';

/** The heap holds something that cannot be carried. `reason` says what, how it is reached, and where if that is known. */
export class Uncapturable extends Error {
  readonly reason: CantMove;
  constructor(reason: CantMove) {
    super(reason.reason);
    this.name = 'Uncapturable';
    this.reason = reason;
  }
}

/** Thrown by the code of a kind, which knows the object but not how it is reached. */
export class Refusal extends Error {
  /** Noun phrase: `a promise`, `an array iterator`. */
  readonly what: string;
  readonly source: { file: string; line: number } | undefined;
  constructor(what: string, source?: { file: string; line: number }) {
    super(what);
    this.what = what;
    this.source = source;
  }
}
