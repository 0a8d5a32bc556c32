import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Piece } from '../../agent/deputy/ha/copy.ts';
import { Guard } from '../../agent/deputy/ha/guard.ts';
import { firstBase, Journal } from '../../agent/deputy/ha/journal.ts';
import { beginningOf, replay, wholeBytes } from '../../agent/deputy/ha/replay.ts';
import type { Outcome } from '../../agent/deputy/stream.ts';
import type { JournalBase } from '../../protocol/journal.ts';
import type { CallRecord } from '../../protocol/records.ts';
import { type Act, type Happening, ModelledTask, type State } from '../deputy/fixtures/modelled-task.ts';
import { headOf, specOf } from '../sim/program.ts';

type InHa = Happening | 'arrive' | 'home';

const BASE = firstBase({
  spec: specOf('1:1'),
  placement: { nodes: [], lock: false, migrateEveryMs: null, memoryMb: null, anyNode: false, detached: true },
  wanted: 1,
  everyMs: 'auto',
});
const HEAD = headOf(BASE.spec, 1, 0);

/** Files as they grow, by name. */
class Files {
  readonly files = new Map<string, Buffer>();
  append(file: string, parts: readonly Uint8Array[]): Piece {
    const before = this.files.get(file) ?? Buffer.alloc(0);
    const all = Buffer.concat([before, ...parts]);
    this.files.set(file, all);
    return { file, at: before.length, bytes: all.length - before.length };
  }
  get(file: string): Buffer {
    return this.files.get(file) ?? Buffer.alloc(0);
  }
}

/** A task whose home dies, too: another one goes on from what a standby has got. What has not arrived there is lost with the home. */
class TaskWithStandby extends ModelledTask {
  /** Of its standard output what others can see. */
  visible = '';
  homes = 0;
  private copy = new Files();
  private standby = new Files();
  private onTheWay: { piece: Piece; bytes: Uint8Array }[] = [];
  private waiting: { until: number; resolve(): void }[] = [];
  private given = 0;
  private arrived = 0;
  private journal!: Journal;
  private guard!: Guard;

  constructor(acts: Act[]) {
    super(acts);
    this.watch(BASE, null);
    while (this.onTheWay.length > 0) this.arrive();
  }

  async live(what: InHa, choice: number): Promise<void> {
    if (what === 'arrive') this.arrive();
    else if (what === 'home') this.homeDies();
    else this.happen(what, choice);
    // What waits for a promise has had its turn.
    for (let turn = 0; turn < 8; turn++) await null;
  }

  get isOver(): boolean {
    return this.isDone && this.onTheWay.length === 0;
  }

  protected override execute(call: CallRecord, tail: Uint8Array, settle: (outcome: Outcome) => void): void {
    const { homes } = this;
    this.guard.begin(call, () => {
      if (homes !== this.homes) return;
      if (call.mode === 'oneway') this.visible += Buffer.from(tail).toString();
      super.execute(call, tail, settle);
    });
  }

  protected override callOf(seq: number, mode: Act & CallRecord['mode'], seen: number, history: string) {
    if (mode !== 'oneway')
      return {
        call: { k: 'call' as const, seq, name: 'os.setPriority', args: [history], mode, seen },
        tail: new Uint8Array(),
      };
    return {
      call: { k: 'call' as const, seq, name: 'stdio.write', args: [1], mode, seen },
      tail: Buffer.from(`${seq} ${history}\n`),
    };
  }

  protected override keep(state: State): void {
    const pieces = function* () {
      yield Buffer.from(JSON.stringify(state));
    };
    this.journal.begin({ head: HEAD, position: this.position(), pieces });
  }

  private watch(base: JournalBase, before: ConstructorParameters<typeof Journal>[2]): void {
    const { homes } = this;
    this.journal = new Journal(
      {
        copy: this.copy,
        log: this.log,
        onPiece: (piece) => {
          if (homes !== this.homes) return;
          const bytes = this.copy.get(piece.file).subarray(piece.at, piece.at + piece.bytes);
          this.onTheWay.push({ piece, bytes });
          this.given++;
        },
        soon: (callback) => void Promise.resolve().then(callback),
        onOld: () => {},
        told: () => this.stream.told,
      },
      base,
      before,
    );
    this.log.journal = this.journal;
    this.guard = new Guard(
      this.journal,
      () => {
        if (this.arrived === this.given) return null;
        return new Promise((resolve) => this.waiting.push({ until: this.given, resolve }));
      },
      new Map(),
    );
  }

  private arrive(): void {
    const next = this.onTheWay.shift();
    if (!next) return;
    expect(next.piece.at).toBe(this.standby.get(next.piece.file).length);
    this.standby.append(next.piece.file, [next.bytes]);
    this.arrived++;
    for (const one of this.waiting.filter(({ until }) => until <= this.arrived)) one.resolve();
    this.waiting = this.waiting.filter(({ until }) => until > this.arrived);
  }

  private homeDies(): void {
    const marks = [...this.standby.files.keys()].flatMap((name) => /^current-(\d+)$/.exec(name)?.[1] ?? []);
    const generation = Math.max(...marks.map(Number));
    const journal = this.standby.get(`journal-${generation}`);
    const { base, log, stream, world } = replay(beginningOf(journal), (record, bytes) =>
      this.send(record, bytes),
    );
    // Nothing has been done that the standby does not know of.
    for (const seq of this.executed) expect(seq).toBeLessThanOrEqual(stream.seq);
    this.homes++;
    for (const cancelled of [...this.timers]) this.timers.delete(cancelled);
    this.pending.length = 0;
    this.onTheWay = [];
    this.waiting = [];
    this.given = this.arrived;
    const kept = base.state && (JSON.parse(this.standby.get(`state-${generation}`).toString()) as State);
    const written = this.standby.get('stdout').subarray(0, world.sizes[0]);
    this.copy = new Files();
    for (const [file, bytes] of this.standby.files) this.copy.files.set(file, bytes);
    this.copy.files.set('stdout', written);
    this.copy.files.set(`journal-${generation}`, journal.subarray(0, wholeBytes(journal)));
    for (const file of ['stdout', `journal-${generation}`]) this.standby.files.set(file, this.copy.get(file));
    // What comes of a later journal begins anew.
    for (const file of [...this.standby.files.keys()])
      if (/^(journal|state)-/.test(file) && Number(file.split('-')[1]) > generation) {
        this.standby.files.delete(file);
        this.copy.files.delete(file);
      }
    this.visible = written.toString();
    this.log = log;
    this.stream = this.streamOf(stream);
    this.kept = kept;
    this.watch(base, { generation, world });
    this.begin(kept ?? this.fresh());
  }
}

test('whenever a home dies, another goes on: nothing is missing, nothing is printed twice, nothing done that it does not know of', async () => {
  const acts = fc.array(fc.constantFrom<Act>('sync', 'async', 'oneway', 'wait'), {
    maxLength: 12,
    size: 'max',
  });
  const kinds: InHa[] = [
    ...(['task', 'task', 'task', 'deliver', 'deliver', 'settle', 'timer', 'signal'] as const),
    ...(['arrive', 'arrive', 'arrive', 'home', 'die', 'checkpoint', 'move', 'again'] as const),
  ];
  const happenings = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(7)), {
    maxLength: 100,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(acts, happenings, async (program, world) => {
      const task = new TaskWithStandby([...program]);
      for (const [what, choice] of world) await task.live(what, choice);
      for (let round = 0; !task.isOver; round++) {
        expect(round).toBeLessThan(1000);
        for (const what of ['task', 'arrive', 'settle', 'timer', 'deliver'] as const)
          await task.live(what, 0);
      }
      const { history } = task.state;
      const lines = task.visible.split('\n').slice(0, -1);
      const prints = program.flatMap((act, index) => (act === 'oneway' ? [index + 1] : []));
      expect(lines.map((line) => Number(line.split(' ')[0]))).toEqual(prints);
      // Each line tells all that the task knew: what became of it in the end has the same past.
      for (const line of lines)
        expect(history.join().startsWith(line.slice(line.indexOf(' ') + 1))).toBe(true);
      for (const [index, act] of program.entries()) {
        const seq = index + 1;
        const times = task.executed.filter((one) => one === seq).length;
        if (act === 'wait') continue;
        expect(times).toBeGreaterThanOrEqual(1);
        // Again only where a home died before its answer was known.
        expect(times).toBeLessThanOrEqual(act === 'oneway' ? 1 + task.homes : 1 + task.homes);
        if (act === 'sync') expect(history.filter((line) => line === `${seq} is ${seq}`)).toHaveLength(1);
        if (act === 'async') expect(history.filter((line) => line === `done ${seq}`)).toHaveLength(1);
      }
    }),
    // A command of its own tries more.
    { numRuns: process.env.OMOSIX_WHOLE ? 10_000 : 300 },
  );
}, 600_000);
