import { AHEAD_CALLS, type AheadCall } from '../../../protocol/ahead.ts';
import { bytesOf, copyTo } from '../../../protocol/bytes.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import { addTo } from '../list.ts';
import { Listings, type Spotted } from './listings.ts';
import { reply } from './replied.ts';
import { type Answerable, answerAt, answersOf, ScanAhead } from './scan-ahead.ts';
import type { PendingCall, Reply, RuntimeState } from './state.ts';

/** What of the stream, and of the host, this needs. */
export interface ScanEffects {
  state(): RuntimeState;
  /** Asks home; the number of the call. */
  askHome(args: unknown[], pending: PendingCall): number;
  /** Asks the node on which the task executes, where that has the files; the number of the request, 0 where it has not. */
  askHere(name: string, args: unknown[]): number;
  /** Waits for that answer. */
  hear(request: number): Reply;
  /** Nobody waits for that answer. */
  forget(request: number): void;
  /** Takes the next record. @throws UNWIND where the task shall stop instead */
  receive(): void;
}

type Scanning = Extract<PendingCall, { kind: 'answers' }>;

const answerable = { __proto__: null } as unknown as Record<string, true>;
for (const name of AHEAD_CALLS) answerable[name] = true;
const isAnswerable = (name: string): name is AheadCall => answerable[name] === true;

/** Calls on the entries of a directory that are answered from what was asked ahead. */
export class Scans {
  private readonly effects: ScanEffects;
  private readonly listings = new Listings();
  private readonly ahead: ScanAhead;
  private readonly spot: (path: string) => Spotted | undefined;

  constructor(effects: ScanEffects) {
    this.effects = effects;
    this.spot = (path) => this.listings.find(path);
    this.ahead = new ScanAhead(
      (prefix, names, calls) => this.ask(prefix, names, calls),
      (token) => {
        if (token < 0) this.effects.forget(-token);
      },
    );
  }

  /** The reply of a call that need not be made. */
  here(name: string, args: unknown[]): Reply | undefined {
    let found = this.find(name, args);
    while (found) {
      const { batch } = found;
      if (batch.data === undefined && batch.token < 0) this.hear(batch.token, batch.count, batch.calls);
      while (batch.data === undefined) this.effects.receive();
      const bytes = answerAt(batch.data, found.slot);
      if (bytes) {
        this.ahead.consume(found);
        return replyOf(name, bytes);
      }
      found = this.ahead.missed(found);
    }
    return undefined;
  }

  /** The same for one that completes later; false where it has to be made. */
  begin(name: string, args: unknown[], pending: PendingCall): boolean {
    const { state } = this;
    let found = this.find(name, args);
    while (found) {
      const { batch, slot } = found;
      if (batch.data === undefined) {
        if (batch.token < 0) return false;
        const entry = state.pending.get(batch.token) as Scanning;
        addTo(entry.readers, { pending, name, args, slot });
        this.ahead.consume(found);
        return true;
      }
      const bytes = answerAt(batch.data, slot);
      if (bytes) {
        this.ahead.consume(found);
        reply(state, pending, replyOf(name, bytes));
        return true;
      }
      found = this.ahead.missed(found);
    }
    return false;
  }

  /** What was asked for has come; null where it could not be answered. */
  arrived(seq: number, tail: Uint8Array | null, { entries, calls, readers }: Scanning): void {
    const { state } = this;
    const data = tail && answersOf(tail, entries, calls);
    this.ahead.arrived(seq, data);
    for (let i = 0; i < readers.length; i++) {
      const { pending, name, args, slot } = readers[i]!;
      const bytes = answerAt(data, slot);
      // Not here: a wait may be under way, and is the last call until it is over.
      const { value, tail: own } = bytes ? replyOf(name, bytes) : { value: null, tail: EMPTY };
      const call = bytes ? undefined : { name, args };
      addTo(state.events, { record: { name: 'replied', pending, value, ...(call && { call }) }, tail: own });
    }
  }

  /** A call that may list a directory has been sent, and one has been answered. */
  sent(seq: number, name: string, args: unknown[]): void {
    if (lists(name)) this.listings.sent(seq, args);
  }
  answered(name: string, args: unknown[], tail: Uint8Array): void {
    if (lists(name) && bytesOf(tail) > 0) this.listings.add(args, tail);
  }
  done(seq: number, tail: Uint8Array): void {
    // Nothing comes with an error; of an empty directory comes an empty list.
    if (bytesOf(tail) > 0) this.listings.done(seq, tail);
  }

  /** The task has heard something. */
  drop(): void {
    this.ahead.drop();
  }

  private get state(): RuntimeState {
    return this.effects.state();
  }

  /** Not for a call that is repeated: home may have done it. Nor where others share the program's files, and see each step at once. */
  private find(name: string, args: unknown[]): Answerable | undefined {
    const { open, threads, spec } = this.state;
    if (!isAnswerable(name) || open !== null || threads !== undefined || spec.thread !== undefined)
      return undefined;
    const path = args[0];
    // Any other flag may make the file.
    if (typeof path !== 'string' || (name === 'fs.readFile' && args[1] !== 'r')) return undefined;
    return this.ahead.find(name, path, this.spot);
  }

  private ask(prefix: string, names: string[], calls: readonly AheadCall[]): number {
    const args = [prefix, names, calls];
    const request = this.effects.askHere('fs.ahead', args);
    if (request > 0) return -request;
    const pending: Scanning = { kind: 'answers', entries: names.length, calls: calls.length, readers: [] };
    return this.effects.askHome(args, pending);
  }

  private hear(token: number, entries: number, calls: number): void {
    const { error, tail } = this.effects.hear(-token);
    this.ahead.arrived(token, error ? null : answersOf(tail, entries, calls));
  }
}

const lists = (name: string): boolean => name === 'fs.readdir' || name === 'fs.opendir';

/** In memory of its own: the program may keep it. */
function replyOf(name: string, bytes: Uint8Array): Reply {
  const own = new Uint8Array(bytesOf(bytes));
  copyTo(own, bytes, 0);
  return name === 'fs.readFile' ? { value: null, tail: own } : { value: own, tail: EMPTY };
}
