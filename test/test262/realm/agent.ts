import { FrameType } from '../../../protocol/frame.ts';
import type { FromHost, ToHost } from '../../../protocol/host.ts';
import type { CallRecord, DeputyRecord, TaskRecord } from '../../../protocol/records.ts';
import type { SnapshotHead } from '../../../protocol/snapshot.ts';
import type { TaskSpec } from '../../../protocol/task.ts';
import type { BatchTravel, Wire } from './memory-channel.ts';
import type { RealmScript } from './realm.ts';

/** What became of a program. */
export interface Outcome {
  stdout: string;
  stderr: string;
  /** Null: it did not end. */
  code: number | null;
  moves: number;
  /** Why it could not be captured, or what went wrong with us. */
  words: string[];
}

const NOTHING = new Uint8Array(0);
const EMPTY_STREAM = { isTTY: false, columns: null, rows: null, colorDepth: 1 };
const OVER = Symbol('nobody needs this host any more');

const specFor = (file: string): TaskSpec => ({
  task: '1:1',
  program: 'x',
  command: file,
  file,
  execPath: process.execPath,
  argv: [process.execPath, file],
  env: {},
  cwd: '/',
  pid: process.pid,
  ppid: process.ppid,
  uid: 0,
  gid: 0,
  umask: 0o22,
  hostname: 'test262',
  stdin: EMPTY_STREAM,
  stdout: EMPTY_STREAM,
  stderr: EMPTY_STREAM,
  startedAtMs: performance.timeOrigin,
  seed: [1, 2, 3, 4],
  memoryMb: null,
  lostAfterMs: 60_000,
});

interface Snapshot {
  head: SnapshotHead;
  bytes: Uint8Array;
}

/** Agent and deputy of one program, which lives in one realm after another. */
export class RealmAgent implements Wire {
  readonly outcome: Outcome = { stdout: '', stderr: '', code: null, moves: 0, words: [] };
  private readonly toHost: { type: FrameType; head: string; tail: Uint8Array }[] = [];
  private captured: SnapshotHead | null = null;
  private pieces: Uint8Array[] = [];
  private snapshot: Snapshot | null = null;
  private events = 0;
  private refused = false;
  private acknowledged = 0;
  readonly batch: BatchTravel | undefined;

  constructor(batch?: BatchTravel) {
    this.batch = batch;
  }

  /** Runs `image` to its end; captured after so many polls in each of its realms. */
  run(
    script: RealmScript,
    image: Uint8Array,
    file: string,
    polls: readonly number[],
    timeoutMs: number,
  ): void {
    const spec = specFor(file);
    const endMs = performance.now() + timeoutMs;
    for (let inc = 1; this.outcome.code === null && performance.now() < endMs; inc++) {
      this.control({ op: 'prepare', spec, toRestore: false });
      this.bulk('program', image);
      if (!this.snapshot) this.control({ op: 'start' });
      else {
        this.control({ op: 'restore', head: this.snapshot.head });
        this.bulk('snapshot', this.snapshot.bytes);
      }
      this.captured = null;
      this.snapshot = null;
      this.pieces = [];
      const afterPolls = polls[inc - 1];
      if (afterPolls !== undefined) this.control({ op: 'capture', id: inc, afterPolls });
      this.control({ op: 'activate', inc, node: 1, clockOffsetMs: 0 });
      try {
        script.live(this, Math.max(1, Math.ceil(endMs - performance.now())));
      } catch (error) {
        if (error !== OVER) this.outcome.words.push(`host: ${(error as Error)?.stack ?? error}`);
      }
      this.toHost.length = 0;
      if (!this.snapshot) return;
      this.outcome.moves++;
    }
  }

  send(type: FrameType, head: string, tail: Uint8Array): void {
    const content: unknown = JSON.parse(head);
    if (type === FrameType.RECORD) this.record(content as TaskRecord, tail);
    else if (type === FrameType.CONTROL) this.message(content as FromHost);
    else {
      this.pieces.push(new Uint8Array(tail));
      if ((content as { last: boolean }).last && this.captured)
        this.snapshot = { head: this.captured, bytes: Buffer.concat(this.pieces) };
    }
  }

  receive(): { type: FrameType; head: string; tail: Uint8Array } {
    const next = this.toHost.shift();
    if (!next || this.refused || this.outcome.code !== null) throw OVER;
    return next;
  }

  private message(message: FromHost): void {
    switch (message.op) {
      case 'captured':
        this.captured = message.head;
        return;
      case 'holding':
      case 'uncapturable':
        this.outcome.words.push(`${message.op}: ${message.why.reason}`);
        return;
      case 'pins':
        this.outcome.words.push(`pins: ${message.reasons.at(-1)?.reason}`);
        return;
      case 'refused':
        this.refused = true;
        this.outcome.words.push(`refused: ${message.reason}`);
        return;
      case 'failed':
        this.outcome.words.push(`failed: ${message.message}`);
    }
  }

  private record(record: TaskRecord, tail: Uint8Array): void {
    if (record.k === 'call') this.call(record, tail);
    else if (record.k === 'attach') {
      this.answer({ k: 'attached', inc: record.inc });
      this.answer({ k: 'ack', seq: this.acknowledged });
    } else if (record.k === 'wait') {
      // Nothing happens but time.
      if (record.timeoutMs === null) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(record.timeoutMs, 1000));
      this.answer({ k: 'answer', seq: record.seq });
    }
  }

  private call({ name, seq, args, mode }: CallRecord, tail: Uint8Array): void {
    if (name === 'stdio.write') {
      this.outcome[args[0] === 1 ? 'stdout' : 'stderr'] += Buffer.from(tail).toString();
      this.acknowledged = seq;
      this.answer({ k: 'ack', seq });
    } else if (name === 'process.exit') this.outcome.code = args[0] as number;
    else if (mode === 'async') this.answer({ k: 'event', n: ++this.events, name: 'done', seq });
    else this.answer({ k: 'answer', seq, error: { code: 'ENOSYS', message: `ENOSYS: ${name}` } as never });
  }

  private answer(record: DeputyRecord): void {
    this.toHost.push({ type: FrameType.RECORD, head: JSON.stringify(record), tail: NOTHING });
  }

  private control(message: ToHost): void {
    this.toHost.push({ type: FrameType.CONTROL, head: JSON.stringify(message), tail: NOTHING });
  }

  private bulk(what: 'program' | 'snapshot', tail: Uint8Array): void {
    this.toHost.push({ type: FrameType.BULK, head: JSON.stringify({ what, last: true }), tail });
  }
}
