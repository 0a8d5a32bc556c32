/** What a node remembers: how it is summed up, kept, asked for, and what it outlives. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../../agent/history/ask.ts';
import { DAMAGED, FILE, FOLDING } from '../../agent/history/files.ts';
import { fold } from '../../agent/history/fold.ts';
import { type Entry, Recorder } from '../../agent/history/recorder.ts';
import { TIERS } from '../../agent/history/schema.ts';
import { Store } from '../../agent/history/store.ts';
import { timeMeant } from '../../bin/omhist/times.ts';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import type { NodeView } from '../../protocol/node.ts';
import type { TaskStatus } from '../../protocol/task.ts';

const T0 = 1_700_000_400_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const node = (id: number, load: number): NodeView => ({
  info: {
    id,
    name: `node${id}`,
    nodeVersion: '20.0.0',
    cpus: 2,
    speed: 10_000,
    load,
    freeBytes: 1000 * load,
    totalBytes: 1e6,
    guests: 1,
    blocked: false,
    stay: false,
    lstay: false,
    beat: 1,
  },
  ageMs: 0,
  state: 'alive',
  isSelf: id === 1,
});

const task = (name: string, where: number, more: Partial<TaskStatus> = {}): TaskStatus => ({
  task: name,
  pid: Number(name.slice(2)),
  command: 'pi.ts',
  home: 1,
  where,
  state: 'running',
  nmigs: 0,
  lock: false,
  detached: false,
  cantmove: [],
  cpuMs: 5,
  cpuShare: null,
  memoryBytes: 7,
  startedAtMs: T0,
  ...more,
});

const sampleAt = (atMs: number, load: number, id = 1): Entry => ({
  sample: {
    atMs,
    node: id,
    name: `node${id}`,
    load,
    mostLoad: load,
    speed: 10_000,
    freeBytes: 1,
    totalBytes: 2,
    tasks: 0,
  },
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'omx-history-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const journal = (entries: readonly Entry[], name = FOLDING): void =>
  appendFileSync(join(directory, name), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));

/** Folds, asks, and closes. */
function told(query: Partial<HistoryQuery>, nowMs = T0 + HOUR): HistoryRows & { notes: string[] } {
  const { store, notes } = fold(directory, nowMs);
  const rows = ask(store, { what: 'samples', fromMs: 0, toMs: nowMs, ...query }, join(directory, FILE));
  store.close();
  return { ...rows, notes };
}

describe('what is recorded', () => {
  it('averages of ten seconds, the highest load, and only of nodes that are up', () => {
    const recorder = new Recorder();
    const dead: NodeView = { ...node(3, 1), state: 'dead' };
    expect(recorder.tick(T0, [node(1, 100), node(2, 50), dead], [])).toEqual([]);
    expect(recorder.tick(T0 + 5_000, [node(1, 300), dead], [])).toEqual([]);
    const entries = recorder.tick(T0 + 10_000, [node(1, 9)], []);
    expect(entries).toMatchObject([
      { sample: { atMs: T0, node: 1, load: 200, mostLoad: 300, freeBytes: 200_000, tasks: 1 } },
      { sample: { atMs: T0, node: 2, load: 50 } },
    ]);
    expect(recorder.end(T0 + 11_000)).toMatchObject([{ sample: { atMs: T0 + 10_000, load: 9 } }]);
  });

  it('who was where: coming, moving, going', () => {
    const recorder = new Recorder();
    expect(recorder.tick(T0, [], [task('1:7', 0)])).toMatchObject([
      { stay: { task: '1:7', node: 1, sinceMs: T0, untilMs: null } },
    ]);
    expect(recorder.tick(T0 + 1, [], [task('1:7', 0, { cpuMs: 90 })])).toEqual([]);
    const moved = {
      event: 'migration',
      atMs: T0 + 2,
      task: '1:7',
      from: 1,
      to: 2,
      reason: 'r',
      freezeMs: 1,
      totalMs: 2,
      stateBytes: 3,
      frames: 1,
      objects: 1,
    } as const;
    expect(recorder.life(moved, [task('1:7', 2)])).toMatchObject([
      { stay: { node: 1, sinceMs: T0, untilMs: T0 + 2, cpuMs: 90 } },
      { stay: { node: 2, sinceMs: T0 + 2, untilMs: null } },
      { move: { event: 'migration', from: 1, to: 2, reason: 'r' } },
    ]);
    expect(recorder.tick(T0 + 3, [], [task('1:7', 2, { state: 'ended' })])).toMatchObject([
      { stay: { node: 2, untilMs: T0 + 3 } },
    ]);
  });
});

describe('what is kept', () => {
  it('coarser steps are made of the finer; each is forgotten in its time', () => {
    journal(Array.from({ length: 360 }, (_, step) => sampleAt(T0 + step * 10_000, step)));
    const hour = told({ stepMs: HOUR });
    expect(hour.stepMs).toBe(HOUR);
    expect(hour.samples.reduce((most, { mostLoad }) => Math.max(most, mostLoad), 0)).toBe(359);
    const minutes = told({ stepMs: 60_000, fromMs: T0, toMs: T0 + 59_000 });
    expect(minutes.samples.find(({ atMs }) => atMs === Math.floor(T0 / 60_000) * 60_000)).toBeDefined();
    expect(told({}).stepMs).toBe(10_000);
    expect(told({ fromMs: T0 + HOUR / 2 }).stepMs).toBe(10_000);
    const later = told({ fromMs: T0 }, T0 + TIERS[0].keptMs + 2 * HOUR);
    expect(later.stepMs).toBe(60_000);
    const { store } = fold(directory, T0 + TIERS[1].keptMs + 2 * HOUR);
    const steps = store.all('SELECT DISTINCT step FROM sample').map(({ step }) => step);
    store.close();
    expect([later.samples.length > 0, steps]).toEqual([true, [600_000, HOUR]]);
  });

  it('the same again changes nothing: a fold that was killed is done anew', () => {
    const entries: Entry[] = [
      sampleAt(T0, 5),
      {
        stay: {
          task: '1:7',
          command: 'c',
          home: 1,
          node: 2,
          sinceMs: T0,
          untilMs: null,
          cpuMs: 1,
          memoryBytes: 2,
        },
      },
      {
        stay: {
          task: '1:7',
          command: 'c',
          home: 1,
          node: 2,
          sinceMs: T0,
          untilMs: T0 + 9,
          cpuMs: 3,
          memoryBytes: 2,
        },
      },
    ];
    journal(entries);
    const once = told({ what: 'stays' });
    journal(entries);
    // Its lock is what a killed process leaves behind.
    mkdirSync(`${join(directory, FILE)}.lock`);
    expect(told({ what: 'stays' })).toEqual(once);
    expect(once.stays).toMatchObject([{ task: '1:7', node: 2, untilMs: T0 + 9, cpuMs: 3 }]);
    expect(existsSync(join(directory, FOLDING))).toBe(false);
  });

  it('who ran where at a time; what was open when an agent was killed ended with it', () => {
    const stay = { command: 'c', home: 1, cpuMs: 1, memoryBytes: 2, untilMs: null };
    journal([
      { begin: T0 - 1 },
      { stay: { ...stay, task: '1:7', node: 2, sinceMs: T0 } },
      { stay: { ...stay, task: '1:8', node: 3, sinceMs: T0 + 60_000 } },
      sampleAt(T0 + 120_000, 1),
    ]);
    const at = (ms: number): string[] =>
      told({ what: 'stays', fromMs: ms, toMs: ms }).stays.map(
        ({ task: name, node: on }) => `${name} on ${on}`,
      );
    expect(at(T0 + 30_000)).toEqual(['1:7 on 2']);
    expect(at(T0 + 90_000)).toEqual(['1:7 on 2', '1:8 on 3']);
    journal([{ begin: T0 + 600_000 }]);
    expect(at(T0 + 90_000)).toEqual(['1:7 on 2', '1:8 on 3']);
    expect(at(T0 + 300_000)).toEqual([]);
    expect(told({ what: 'stays', nodes: [3] }).stays).toHaveLength(1);
  });

  it('half a line, and what is no line, is passed over', () => {
    journal([sampleAt(T0, 1)]);
    appendFileSync(join(directory, FOLDING), '{"sample":{"atMs":17\n\n');
    journal([sampleAt(T0 + 10_000, 2)]);
    expect(told({ fromMs: T0 }).samples.length).toBeGreaterThan(0);
  });

  it.each([
    ['no database', (path: string) => writeFileSync(path, 'x'.repeat(5_000))],
    [
      'a page of rubbish',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xaa, 4_096, 12_288);
        writeFileSync(path, bytes);
      },
    ],
    ['another database', (path: string) => foreign(path)],
  ])('a damaged file (%s) is set aside, said in one line, and a new one begun', (_, damage) => {
    journal([sampleAt(T0, 1)]);
    told({});
    rmSync(join(directory, FILE), { force: true });
    journal([sampleAt(T0, 1)]);
    told({});
    damage(join(directory, FILE));
    journal([sampleAt(T0 + 20_000, 2)]);
    const { notes, samples } = told({ fromMs: T0 });
    expect(notes).toEqual([
      expect.stringMatching(/^the history is damaged \(.*\): it is set aside as .*, and a new one begun$/),
    ]);
    expect(notes[0]).not.toContain('\n');
    expect(samples).toMatchObject([{ load: 2 }]);
    expect(existsSync(join(directory, DAMAGED))).toBe(true);
  });

  it('a year of a node stays small, and its last hour is as fine as the others', () => {
    for (let day = 0; day < 12; day++)
      journal(Array.from({ length: 360 }, (_, step) => sampleAt(T0 + day * 30 * DAY + step * 10_000, step)));
    const { samples, stepMs } = told({ fromMs: T0 + 330 * DAY }, T0 + 330 * DAY + HOUR);
    expect([stepMs, samples.length]).toEqual([10_000, 360]);
    expect(told({}, T0 + 330 * DAY + HOUR).samples.length).toBeLessThan(40);
  });

  const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
  it.skipIf(!canMount)(
    'a full disk: nothing of the file is lost, the journal waits (skipped where unshare may not)',
    () => {
      const script = join(directory, 'fold.cjs');
      buildSync({
        entryPoints: ['agent/history/main.ts'],
        outfile: script,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        external: ['node-sqlite3-wasm'],
      });
      const disk = join(directory, 'disk');
      mkdirSync(disk);
      // The process looks at the real clock.
      const began = Math.floor(Date.now() / 10_000 - 2_000) * 10_000;
      const lines = Array.from({ length: 2_000 }, (_, step) =>
        JSON.stringify(sampleAt(began + step * 10_000, step)),
      ).join('\n');
      writeFileSync(join(directory, 'lines'), `${lines}\n`);
      // Room for the journal, the file as it was, and little more.
      const { status, stdout } = spawnSync(
        'unshare',
        [
          '-rm',
          'sh',
          '-c',
          `mount -t tmpfs -o size=${Math.ceil(lines.length / 1024) + 70}k tmpfs ${disk} && head -n 10 ${directory}/lines > ${disk}/${FOLDING} &&
         node ${script} ${disk} </dev/null && cp ${disk}/${FILE} ${directory}/before &&
         cp ${directory}/lines ${disk}/${FOLDING} && ! node ${script} ${disk} </dev/null 2>${directory}/said &&
         test -s ${disk}/${FOLDING} && mount -o remount,size=4m ${disk} && node ${script} ${disk} </dev/null &&
         cp ${disk}/${FILE} ${directory}/${FILE} && echo whole`,
        ],
        { encoding: 'utf8', env: { ...process.env, NODE_PATH: join(process.cwd(), 'node_modules') } },
      );
      expect([stdout.endsWith('whole\n'), status]).toEqual([true, 0]);
      expect(readFileSync(join(directory, 'said'), 'utf8')).toMatch(/full|I\/O/i);
      const { samples } = told({ fromMs: began }, Date.now());
      expect(samples.at(-1)).toMatchObject({ load: 1_999 });
    },
  );
});

function foreign(path: string): void {
  rmSync(path);
  const other = new Store(path);
  other.all('SELECT 1');
  other.close();
  const bytes = readFileSync(path);
  // Its user_version: a later one.
  bytes.writeUInt32BE(99, 60);
  writeFileSync(path, bytes);
}

describe('times as people say them', () => {
  const now = new Date(2026, 10, 22, 12, 0, 0).getTime();
  it.each([
    ['now', now],
    ['90s', now - 90_000],
    ['1.5h', now - 1.5 * HOUR],
    ['7d', now - 7 * DAY],
    ['11:30', new Date(2026, 10, 22, 11, 30).getTime()],
    ['14:05', new Date(2026, 10, 21, 14, 5).getTime()],
    ['2026-11-01', new Date(2026, 10, 1).getTime()],
    ['2026-11-01T08:15', new Date(2026, 10, 1, 8, 15).getTime()],
    ['2026-11-01 08:15:30', new Date(2026, 10, 1, 8, 15, 30).getTime()],
    ['2026-11-01T08:15Z', Date.UTC(2026, 10, 1, 8, 15)],
  ])('%s', (text, expected) => expect(timeMeant(text, now)).toBe(expected));
  it.each(['25:00', '8', 'yesterday', '2026-13-01', '', '-1h'])('%s is none', (text) =>
    expect(() => timeMeant(text, now)).toThrow(/It must be a time/),
  );
});
