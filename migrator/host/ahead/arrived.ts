import { MAX_SNAPSHOT_BYTES } from '../../../protocol/limits.ts';
import { RUN_HEAD_BYTES, type Run, readRunHead } from './run.ts';

interface Arrived {
  bytes: Uint8Array;
  /** Everything up to here has come at least once. */
  filledTo: number;
}

/** Fills `target` with the next bytes of the stream. */
type Read = (target: Uint8Array) => void;

/** In a host that waits for a task: the buffers that travel ahead of it, written where the restored heap will have them. */
export class ArrivedBuffers {
  private readonly buffers = new Map<number, Arrived>();
  private totalBytes = 0;
  private readonly head = new Uint8Array(RUN_HEAD_BYTES);
  private headHeld = 0;
  private run: Run | undefined;
  private runDone = 0;
  private damage: string | undefined;

  /** The next `bytes` bytes of the stream. What is wrong with it is told when the buffers are wanted. */
  take(bytes: number, read: Read): void {
    for (let left = bytes; left > 0; ) {
      if (this.damage !== undefined) {
        const rest = new Uint8Array(Math.min(left, RUN_HEAD_BYTES));
        read(rest);
        left -= rest.length;
      } else if (this.run) left -= this.takeBytes(this.run, left, read);
      else left -= this.takeHead(left, read);
    }
  }

  /** Room for that buffer, whether or not anything of it has come; undefined where the number stands for one of another size. */
  find(number: number, bytes: number): Uint8Array | undefined {
    const found = this.buffers.get(number) ?? this.make(number, bytes);
    return found?.bytes.length === bytes ? found.bytes : undefined;
  }

  /** Why these cannot be what the source has, in words; undefined if they can. */
  problem(numbers: readonly number[]): string | undefined {
    if (this.damage !== undefined) return this.damage;
    if (this.run || this.headHeld > 0) return 'what went ahead of the snapshot ends within a run';
    if (new Set(numbers).size < numbers.length) return 'two buffers of the snapshot claim to be the same';
    for (const number of numbers) {
      const found = this.buffers.get(number);
      if (!found || found.filledTo < found.bytes.length) return `buffer ${number} did not come whole`;
    }
    return undefined;
  }

  private takeHead(left: number, read: Read): number {
    const bytes = Math.min(left, RUN_HEAD_BYTES - this.headHeld);
    read(this.head.subarray(this.headHeld, this.headHeld + bytes));
    this.headHeld += bytes;
    if (this.headHeld < RUN_HEAD_BYTES) return bytes;
    this.headHeld = 0;
    const run = readRunHead(this.head);
    if (this.fits(run)) {
      this.run = run.bytes > 0 ? run : undefined;
      this.runDone = 0;
    } else this.damage ??= 'what went ahead of the snapshot does not fit its buffers';
    return bytes;
  }

  private takeBytes(run: Run, left: number, read: Read): number {
    const arrived = this.buffers.get(run.buffer)!;
    const bytes = Math.min(left, run.bytes - this.runDone);
    const at = run.at + this.runDone;
    read(arrived.bytes.subarray(at, at + bytes));
    if (at <= arrived.filledTo) arrived.filledTo = Math.max(arrived.filledTo, at + bytes);
    this.runDone += bytes;
    if (this.runDone === run.bytes) this.run = undefined;
    return bytes;
  }

  private fits({ buffer, bufferBytes, at, bytes }: Run): boolean {
    const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
    if (![buffer, bufferBytes, at, bytes].every(isCount) || at + bytes > bufferBytes) return false;
    return this.find(buffer, bufferBytes) !== undefined;
  }

  private make(number: number, bytes: number): Arrived | undefined {
    if (this.totalBytes + bytes > MAX_SNAPSHOT_BYTES) return undefined;
    try {
      const made = { bytes: new Uint8Array(bytes), filledTo: 0 };
      this.buffers.set(number, made);
      this.totalBytes += bytes;
      return made;
    } catch {
      this.damage = `there is no memory for a buffer of ${bytes} bytes`;
      return undefined;
    }
  }
}
