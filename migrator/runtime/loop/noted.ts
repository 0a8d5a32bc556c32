import { bytesOf, copyTo, part } from '../../../protocol/bytes.ts';
import { MAX_NOTED_BLOBS, MAX_NOTED_BYTES } from '../../../protocol/limits.ts';
import { NOTED_PAIR_BYTES, type NotedRecord, type NotesRecord } from '../../../protocol/records.ts';
import { addTo } from '../list.ts';
import type { RuntimeState } from './state.ts';

const MOST_PAIRS = 2_048;

// The program may have others.
const Doubles = Float64Array;
const Bytes = Uint8Array;
const { parse, stringify } = JSON;
const { max, min } = Math;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = encoder.encode.bind(encoder);
const decode = decoder.decode.bind(decoder);

interface NotedEffects {
  state(): RuntimeState;
  send(record: NotedRecord, tail: Uint8Array): void;
  isInShim(): boolean;
  /** Once also for a shim that is called again. */
  once<T>(compute: () => T): T;
}

/**
 * What a task whose stream is logged takes of the world where it executes: times, random bytes, what its process uses. Its home hears of
 * each before it hears of anything that may depend on it; where the task is done again, it gets the same again
 * (docs/design/recovery.md).
 */
export class Noted {
  private readonly effects: NotedEffects;
  private readonly pairs = new Doubles(2 * MOST_PAIRS);
  private pairCount = 0;
  private blobs: Uint8Array[] = [];
  private blobBytes = 0;
  /** How many were noted before those. */
  private after = { numbers: 0, blobs: 0 };
  /** To be taken again: pairs, flat, and where in them; the count of one goes down. */
  private pairsAgain: number[] = [];
  private pairAt = 0;
  private blobsAgain: Uint8Array[] = [];
  private blobAt = 0;

  constructor(effects: NotedEffects) {
    this.effects = effects;
  }

  /** False for a task that nobody does again: it need not ask. */
  isOn = false;

  /** Of the state that the task goes on from. */
  load({ log }: RuntimeState): void {
    this.isOn = log !== undefined;
    if (log) this.after = { numbers: log.numbers, blobs: log.blobs };
  }

  number(read: () => number): number {
    if (!this.isOn) return read();
    return this.effects.isInShim() ? this.effects.once(() => this.nextNumber(read)) : this.nextNumber(read);
  }

  bytes(read: () => Uint8Array): Uint8Array {
    return this.isOn ? this.effects.once(() => this.nextBlob(read)) : read();
  }

  /** What JSON carries. */
  value<T>(read: () => T): T {
    if (!this.isOn) return read();
    return parse(decode(this.bytes(() => encode(stringify(read()))))) as T;
  }

  /** Something is done that cannot be noted: until the next checkpoint the task could not be done again. */
  gap(why: string): void {
    if (this.isOn) this.sendAll(why);
  }

  /** Records that have left. */
  sent = 0;

  /** All has been sent. */
  get isSaid(): boolean {
    return this.pairCount === 0 && this.blobs.length === 0;
  }

  /** Before anything leaves that may depend on it. */
  flush(): void {
    if (!this.isSaid) this.sendAll(undefined);
  }

  /** What the incarnation before had noted; after a move it is what this task has had itself. */
  again({ after, pairs, blobs }: NotesRecord, tail: Uint8Array): void {
    const log = this.effects.state().log!;
    const bytes = new Bytes(pairs * NOTED_PAIR_BYTES);
    copyTo(bytes, part(tail, 0, pairs * NOTED_PAIR_BYTES), 0);
    const values = new Doubles(bytes.buffer);
    let noted = after.numbers;
    for (let i = 0; i < 2 * pairs; i += 2) {
      noted += values[i + 1]!;
      if (noted <= log.numbers) continue;
      addTo(this.pairsAgain, values[i]!);
      addTo(this.pairsAgain, min(values[i + 1]!, noted - log.numbers));
    }
    this.after.numbers = max(noted, log.numbers);
    let at = pairs * NOTED_PAIR_BYTES;
    for (let i = 0; i < blobs.length; i++) {
      if (after.blobs + i >= log.blobs) addTo(this.blobsAgain, part(tail, at, at + blobs[i]!));
      at += blobs[i]!;
    }
    this.after.blobs = max(after.blobs + blobs.length, log.blobs);
  }

  private nextNumber(read: () => number): number {
    const log = this.effects.state().log!;
    log.numbers++;
    const { pairsAgain, pairAt, pairs } = this;
    if (pairAt < pairsAgain.length) {
      const value = pairsAgain[pairAt]!;
      if (--pairsAgain[pairAt + 1]! === 0) this.pairAt += 2;
      return value;
    }
    const value = read();
    const last = 2 * this.pairCount - 2;
    if (last >= 0 && pairs[last] === value) pairs[last + 1]!++;
    else {
      if (this.pairCount === MOST_PAIRS) this.flushBefore(1, 0);
      pairs[2 * this.pairCount] = value;
      pairs[2 * this.pairCount + 1] = 1;
      this.pairCount++;
    }
    return value;
  }

  private nextBlob(read: () => Uint8Array): Uint8Array {
    const log = this.effects.state().log!;
    log.blobs++;
    if (this.blobAt < this.blobsAgain.length) return this.blobsAgain[this.blobAt++]!;
    const blob = read();
    const bytes = bytesOf(blob);
    if (this.blobs.length === MAX_NOTED_BLOBS || this.blobBytes + bytes > MAX_NOTED_BYTES)
      this.flushBefore(0, 1);
    // The program may write into its own.
    const copy = new Bytes(bytes);
    copyTo(copy, blob, 0);
    addTo(this.blobs, copy);
    this.blobBytes += bytes;
    return blob;
  }

  /** What is being noted is counted already. */
  private flushBefore(numbers: number, blobs: number): void {
    const log = this.effects.state().log!;
    log.numbers -= numbers;
    log.blobs -= blobs;
    this.flush();
    log.numbers += numbers;
    log.blobs += blobs;
  }

  private sendAll(why: string | undefined): void {
    const { after, pairCount, blobs } = this;
    const log = this.effects.state().log!;
    const pairBytes = pairCount * NOTED_PAIR_BYTES;
    const tail = new Bytes(pairBytes + this.blobBytes);
    copyTo(tail, part(new Bytes(this.pairs.buffer), 0, pairBytes), 0);
    const sizes: number[] = [];
    let at = pairBytes;
    for (let i = 0; i < blobs.length; i++) {
      copyTo(tail, blobs[i]!, at);
      addTo(sizes, bytesOf(blobs[i]!));
      at += sizes[i]!;
    }
    this.sent++;
    this.pairCount = 0;
    this.blobs = [];
    this.blobBytes = 0;
    this.after = { numbers: log.numbers, blobs: log.blobs };
    this.effects.send(
      { k: 'noted', after, pairs: pairCount, blobs: sizes, ...(why !== undefined && { gap: { why } }) },
      tail,
    );
  }
}
