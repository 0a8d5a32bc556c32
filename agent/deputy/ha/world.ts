import type { OpenedFile, Probe } from '../../../protocol/in-doubt.ts';
import type { JournalBase, JournalEntry, KeptMeanings } from '../../../protocol/journal.ts';
import type { CallRecord } from '../../../protocol/records.ts';

/** What a deputy has of the world for its task, as far as another one can have it again. Pure. */
export class World {
  readonly files: Map<number, OpenedFile>;
  readonly listeners: Map<number, object>;
  readonly signals: Set<string>;
  readonly sizes: [number, number];
  umask: number;
  meanings: KeptMeanings | null;
  /** How things were before calls that have no result, by number. */
  readonly probes = new Map<number, Probe>();
  /** Calls that have no result. */
  readonly begun = new Map<number, { record: CallRecord; bytes: Uint8Array }>();

  constructor({
    files,
    listeners,
    signals,
    sizes,
    umask,
    meanings,
  }: Pick<JournalBase, 'files' | 'listeners' | 'signals' | 'sizes' | 'umask' | 'meanings'>) {
    this.files = new Map(files);
    this.listeners = new Map(listeners);
    this.signals = new Set(signals);
    this.sizes = [...sizes];
    this.umask = umask;
    this.meanings = meanings;
  }

  take(entry: JournalEntry, tail: Uint8Array): void {
    if (entry.e === 'wrote') this.sizes[entry.fd - 1]! += entry.bytes;
    else if (entry.e === 'probe') this.probes.set(entry.seq, entry.probe);
    else if (entry.e === 'meanings') this.meanings = entry.meanings;
    else if (entry.e === 'file') {
      if (entry.file) this.files.set(entry.number, entry.file);
      else this.files.delete(entry.number);
    } else if (entry.e === 'call') {
      const record = entry.record as unknown as CallRecord;
      if (record.k === 'call' && record.mode !== 'oneway')
        this.begun.set(record.seq, { record, bytes: tail });
    } else if (entry.e === 'told') {
      const { record } = entry;
      if (record.k === 'answer' || record.name === 'done') this.ended(record.seq as number, record);
    }
  }

  private ended(seq: number, { value, error }: Record<string, unknown>): void {
    const call = this.begun.get(seq)?.record;
    this.begun.delete(seq);
    this.probes.delete(seq);
    if (!call || error) return;
    const [first, second] = call.args;
    if (call.name === 'net.listen') this.listeners.set(first as number, boundAs(second as object, value));
    else if (call.name === 'net.close') this.listeners.delete(first as number);
    else if (call.name === 'process.umask') this.umask = first as number;
    else if (call.name === 'process.watchSignal') {
      if (second) this.signals.add(first as string);
      else this.signals.delete(first as string);
    }
  }
}

/** On the port that it was given, where it asked for any. */
const boundAs = (options: object, address: unknown): object =>
  'port' in options && typeof address === 'object' && address !== null && 'port' in address
    ? { ...options, port: address.port }
    : options;
