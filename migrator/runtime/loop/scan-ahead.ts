import { type AheadCall, answersIn } from '../../../protocol/ahead.ts';
import { bytesOf, part } from '../../../protocol/bytes.ts';
import { MAX_AHEAD_ENTRIES } from '../../../protocol/limits.ts';
import { addTo, takeFirst } from '../list.ts';
import type { Spotted } from './listings.ts';

/** An answer was asked for at most so long before it is given: the bound for what others change meanwhile. */
const MOST_AGE_MS = 100;
/** Entries that are asked for together, at first, and batches that may be there or on their way. */
const FIRST_ENTRIES = 8;
const MOST_BATCHES = 3;
/** Entries that a program may leave out, as it would with a filter. */
const MOST_SKIPPED = 16;
/** After answers that were not used, so many entries in order more are waited for, at most. */
const MOST_PATIENCE = 64;

const { max, min } = Math;
const nativeNowMs = performance.now.bind(performance);

/** Entries that have been asked for together. */
export interface Batch {
  readonly token: number;
  readonly sentMs: number;
  readonly from: number;
  readonly count: number;
  readonly calls: number;
  /** What came; null where nothing could be answered. */
  data: Answers | null | undefined;
}

/** Answers to calls on entries: of the first `entries` of those that were asked for, entry by entry. */
export interface Answers {
  bytes: Uint8Array;
  entries: number;
  places: ([from: number, to: number] | null)[];
}

/** A call that a batch may answer. */
export interface Answerable {
  batch: Batch;
  slot: number;
}

/** The program makes the same calls on one entry after the other. */
interface Run {
  readonly prefix: string;
  readonly names: readonly string[];
  readonly calls: readonly AheadCall[];
  /** The last call that was answered. Nothing before it is: it would be older than what the program knows. */
  entry: number;
  call: number;
  /** Where the next batch begins. */
  next: number;
  readonly batches: Batch[];
  window: number;
}

/** Entries that home was asked for, one by one: so many in order, with these calls on the last of them. */
interface Row {
  readonly prefix: string;
  readonly names: readonly string[];
  entry: number;
  times: number;
  calls: AheadCall[];
  isRepeated: boolean;
}

/**
 * Asks ahead where a program goes through a directory that it has listed. Holds nothing that counts: all of it may be forgotten at any time,
 * is when the task hears anything from outside, and does not move. See docs/design/fs.md.
 */
export class ScanAhead {
  private readonly ask: (prefix: string, names: string[], calls: readonly AheadCall[]) => number;
  private readonly forget: (token: number) => void;
  private readonly nowMs: () => number;
  private run: Run | null = null;
  private row: Row | null = null;
  private readonly onTheirWay = new Map<number, Batch>();
  private patience = 1;
  /** Entries of the next batch, and of any: less after one has become too old. */
  private size = FIRST_ENTRIES;
  private most = MAX_AHEAD_ENTRIES;

  constructor(
    ask: (prefix: string, names: string[], calls: readonly AheadCall[]) => number,
    forget: (token: number) => void,
    nowMs = nativeNowMs,
  ) {
    this.ask = ask;
    this.forget = forget;
    this.nowMs = nowMs;
  }

  /** What may answer that call on an entry; `spot` finds it in a listing. */
  find(name: AheadCall, path: string, spot: (path: string) => Spotted | undefined): Answerable | undefined {
    const { run } = this;
    const found = run && this.inRun(run, name, path);
    if (found) return found;
    if (run && this.run === run) this.drop();
    return this.begin(name, path, spot);
  }

  /** An answer has come, or nothing that could be one. */
  arrived(token: number, data: Answers | null): void {
    const batch = this.onTheirWay.get(token);
    if (!batch) return;
    this.onTheirWay.delete(token);
    batch.data = data;
  }

  /** It has been given to the program. */
  consume({ batch, slot }: Answerable): void {
    const { run } = this;
    if (run === null) return;
    run.entry = batch.from + (slot - (slot % batch.calls)) / batch.calls;
    run.call = slot % batch.calls;
    if (run.entry === batch.from + batch.count - 1) this.patience = 1;
    this.fill(run);
  }

  /** That call is not answered there; what is asked for instead, if anything is: what follows it may be, when home has answered it. */
  missed({ batch, slot }: Answerable): Answerable | undefined {
    const { run } = this;
    if (run === null) return undefined;
    const { prefix, names, calls } = run;
    const call = slot % batch.calls;
    const entry = batch.from + (slot - call) / batch.calls;
    const { data } = batch;
    this.end(run);
    if (data && data.entries > 0 && entry >= batch.from + data.entries) {
      // It was more than could be answered at a time.
      this.size = this.most = max(FIRST_ENTRIES, data.entries);
      this.row = {
        prefix,
        names,
        entry: entry - 1,
        times: this.patience,
        calls: [...calls],
        isRepeated: false,
      };
      return this.noted(calls[call]!, entry);
    }
    const isUseless = run.entry < batch.from && entry === batch.from;
    if (isUseless) this.patience = min(2 * this.patience, MOST_PATIENCE);
    const made: AheadCall[] = [];
    for (let i = 0; i <= call; i++) made[i] = calls[i]!;
    this.row = { prefix, names, entry, times: isUseless ? 0 : this.patience, calls: made, isRepeated: false };
    return undefined;
  }

  /** The task has heard something: what was answered before might be another now. */
  drop(): void {
    const { run } = this;
    if (run === null) return;
    this.end(run);
    if (run.entry < run.next - 1) {
      this.patience = min(2 * this.patience, MOST_PATIENCE);
      this.size = max(FIRST_ENTRIES, this.size >> 1);
    }
  }

  private end(run: Run): void {
    this.run = null;
    for (let i = 0; i < run.batches.length; i++) {
      const { token } = run.batches[i]!;
      if (this.onTheirWay.delete(token)) this.forget(token);
    }
  }

  private inRun(run: Run, name: AheadCall, path: string): Answerable | undefined {
    let call = 0;
    while (call < run.calls.length && run.calls[call] !== name) call++;
    if (call === run.calls.length) return undefined;
    for (let entry = run.entry; entry <= run.entry + MOST_SKIPPED && entry < run.names.length; entry++) {
      if (path !== run.prefix + run.names[entry]) continue;
      if (entry === run.entry && call <= run.call) return undefined;
      return this.at(run, entry, call);
    }
    return undefined;
  }

  private at(run: Run, entry: number, call: number): Answerable | undefined {
    while (run.batches.length > 0 && entry >= run.batches[0]!.from + run.batches[0]!.count) {
      takeFirst(run.batches);
      run.window = min(run.window + 1, MOST_BATCHES);
      this.size = min(2 * this.size, this.most);
      this.most = min(this.most + 1, MAX_AHEAD_ENTRIES);
    }
    if (run.batches.length === 0) {
      run.next = entry;
      this.fill(run);
    }
    const batch = run.batches[0];
    if (!batch || entry < batch.from) return undefined;
    if (this.nowMs() - batch.sentMs > MOST_AGE_MS) {
      // Too much at a time for this program.
      this.most = max(FIRST_ENTRIES, this.most >> 1);
      this.size = min(this.size, this.most);
      return undefined;
    }
    return { batch, slot: (entry - batch.from) * batch.calls + call };
  }

  /** Home is to be asked for that call, unless enough entries in order were asked for: then for this one and those that follow it. */
  private begin(
    name: AheadCall,
    path: string,
    spot: (path: string) => Spotted | undefined,
  ): Answerable | undefined {
    const { row } = this;
    if (row !== null) {
      for (let entry = row.entry; entry <= row.entry + MOST_SKIPPED && entry < row.names.length; entry++)
        if (path === row.prefix + row.names[entry]) return this.noted(name, entry);
    }
    const spotted = spot(path);
    if (!spotted) {
      this.row = null;
      return undefined;
    }
    const { prefix, names, index } = spotted;
    this.row = { prefix, names, entry: index, times: 0, calls: [name], isRepeated: false };
    return undefined;
  }

  /** A call on that entry of the row. */
  private noted(name: AheadCall, entry: number): Answerable | undefined {
    const row = this.row!;
    if (entry === row.entry) {
      let isKnown = false;
      for (let i = 0; i < row.calls.length; i++) if (row.calls[i] === name) isKnown = true;
      if (isKnown) row.isRepeated = true;
      else row.calls = [...row.calls, name];
      return undefined;
    }
    const { calls, times, isRepeated, prefix, names } = row;
    row.entry = entry;
    row.times = isRepeated ? 0 : times + 1;
    row.calls = [name];
    row.isRepeated = false;
    if (row.times < this.patience || calls[0] !== name) return undefined;
    const run: Run = { prefix, names, calls, entry: entry - 1, call: 0, next: entry, batches: [], window: 1 };
    this.run = run;
    this.row = null;
    this.fill(run);
    return { batch: run.batches[0]!, slot: 0 };
  }

  private fill(run: Run): void {
    while (run.batches.length < run.window && run.next < run.names.length) {
      const count = min(this.size, run.names.length - run.next);
      const names: string[] = [];
      for (let i = 0; i < count; i++) names[i] = run.names[run.next + i]!;
      const token = this.ask(run.prefix, names, run.calls);
      const batch: Batch = {
        token,
        sentMs: this.nowMs(),
        from: run.next,
        count,
        calls: run.calls.length,
        data: undefined,
      };
      this.onTheirWay.set(token, batch);
      addTo(run.batches, batch);
      run.next += count;
    }
  }
}

/** What has come for that many entries; null where it is nothing of the kind. */
export function answersOf(bytes: Uint8Array, entries: number, calls: number): Answers | null {
  const found = answersIn(bytes, bytesOf(bytes), { entries, calls });
  return found && { bytes, ...found };
}

/** The answer in that place; undefined where the call is to be made. */
export function answerAt(data: Answers | null | undefined, slot: number): Uint8Array | undefined {
  const place = data?.places[slot];
  return data && place ? part(data.bytes, place[0], place[1]) : undefined;
}
