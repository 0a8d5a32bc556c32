/** What may not be closed while a call on it is under way. */
export interface Holder {
  /** The number of calls under way. */
  busy: number;
  /** Called when there are none any more. */
  idle(): void;
}

export type PendingCall =
  /**
   * `op` names how the reply becomes the callback's arguments; `extra` is what that needs; `of` says whether the task waits for it;
   * `settles`: a descriptor of which it tells what went wrong behind.
   */
  | {
      kind: 'callback';
      op: string;
      extra: unknown;
      fn: Function;
      of?: { keepsAlive: boolean };
      settles?: number;
    }
  /** `as` names what of the callback's arguments the promise gets; `holder` may not be closed meanwhile. */
  | {
      kind: 'promise';
      op: string;
      extra: unknown;
      promise: object;
      as: string;
      holder?: Holder;
      settles?: number;
    }
  | { kind: 'stdin' }
  /** Nobody waits for its end. */
  | { kind: 'ignored' }
  /** A part of a file that is read ahead, and the reads that it will serve. */
  | { kind: 'ahead'; at: number; readers: AheadReader[] }
  /** Answers to so many calls on so many entries of a directory, and the calls that wait for one of them. */
  | { kind: 'answers'; entries: number; calls: number; readers: AnswersReader[] };

export interface AnswersReader {
  pending: PendingCall;
  name: string;
  args: unknown[];
  /** Its place among the answers. */
  slot: number;
}

export interface AheadReader {
  pending: PendingCall;
  at: number;
  length: number;
  /** Its descriptor, where it reads at the position of that. */
  fd: number | null;
}
