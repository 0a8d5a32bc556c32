/** mtop's model and view: pure, so a screen is a text. */
import { describe, expect, it } from 'vitest';
import type { Missing, SeenTask } from '../../protocol/seen.ts';
import { newModel } from '../../tui/mtop/model.ts';
import { plainText } from '../../tui/mtop/plain.ts';
import type { Effect } from '../../tui/mtop/question.ts';
import type { Seen } from '../../tui/mtop/seen.ts';
import { type MtopEvent, update } from '../../tui/mtop/update.ts';
import { view } from '../../tui/mtop/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import { node, task } from './pictures.ts';

type Model = ReturnType<typeof newModel>;

const row = (pid: number, where = 0, change: Partial<SeenTask> = {}): SeenTask => ({
  ...task(pid, where, { startedAtMs: pid, ...change }),
  via: '/run/agent.sock',
});
const held = (reason: string) => [
  { reason, file: 'src/sum.ts', line: 7, kind: 'pinned' as const, sinceMs: 0 },
];

const rows = [
  row(4711, 2, { cpuShare: 0.981, nmigs: 12, cpuMs: 83_210, memoryBytes: 91e6 }),
  row(4712, 0, {
    cpuShare: 0.25,
    lock: true,
    cpuMs: 4_000_000,
    memoryBytes: 2.1e9,
    command: 'serve.ts --port 8080',
  }),
  row(4713, 0, {
    cpuShare: 0,
    state: 'stopped',
    memoryBytes: 5e6,
    command: 'guess.ts',
    cantmove: held('the program holds a native add-on'),
  }),
  { ...row(4714, 3, { cpuShare: 0.5, command: 'pi-workers.ts 12000 4' }), task: '1:4714.2' },
  row(99, 1, { home: 65_535, lock: null, cpuShare: null, state: 'migrating', command: '計算.ts 中文' }),
];
const nodes = [
  node(1, { info: { load: 130 } }),
  node(2),
  node(3, { state: 'suspect' }),
  node(4, { state: 'dead' }),
];
const missing: Missing[] = [
  { node: 4, name: 'daphne', why: 'it is dead, silent for 80 s', isFailure: false },
  { node: 3, name: 'ceres', why: 'nothing was heard from it for 7 s', isFailure: true },
];
const seen = (tasks: readonly SeenTask[], more: Partial<Seen> = {}): MtopEvent => ({
  on: 'seen',
  seen: { tasks, nodes, missing: [], time: '01:02:03', ...more },
});
const key = (name: string): MtopEvent => ({ on: 'key', key: name, atMs: 0 });
const resize = (width: number, height: number): MtopEvent => ({ on: 'resize', width, height });

/** What has come of it, and what it wanted of the world. */
function after(model: Model, ...events: MtopEvent[]): { model: Model; effects: Effect[] } {
  const effects: Effect[] = [];
  for (const event of events) {
    const [next, more] = update(model, event);
    model = next;
    effects.push(...more);
  }
  return { model, effects };
}
const start = (...events: MtopEvent[]): Model =>
  after(newModel({ all: true, sort: '%CPU', delayMs: 2000 }), resize(80, 24), ...events).model;
const screen = (model: Model, charset: 'utf8' | 'ascii' = 'utf8'): string => {
  const size = { width: model.width, height: model.height };
  return textOf(paint(view(model)(size), size, charset));
};
const pids = (model: Model): string[] =>
  [...screen(model).matchAll(/^[→ ]*(\d+(?:\.\d+)?) +\d+ +\d+ /gm)].map(([, pid]) => pid!);
const typing = (text: string): MtopEvent[] => [...text].map(key);

describe('mtop', () => {
  it('at 80 by 24', () => {
    expect(screen(start(seen(rows, { missing })))).toMatchInlineSnapshot(`
      " mtop 01:02:03 · node 1 (atlas) · 2 nodes up · 1 suspect · 1 dead · all nodes
       5 tasks · 3 running · 1 stopped · 1 migrating · 3 away from home
       3 nodes · 12 CPUs · load 105 · speed 120000 · memory 13G/22G · 0 running
       missing: node 3 (ceres): nothing was heard from it for 7 s; and of 4 (daphne)
          PID  HOME NODE NMIGS LOCK  %CPU▼ RSS    TIME S CANTMOVE COMMAND
      →  4711     1    2    12 -     98.1  87M 1:23.20 R -        workloads/compute-…
      →4714.2     1    3     0 -     50.0 977K 0:01.00 R -        pi-workers.ts 1200…
         4712     1    0     0 🔒    25.0 2.0G 1:06:40 R -        serve.ts --port 80…
         4713     1    0     0 -      0.0 4.8M 0:01.00 T the pro… guess.ts
      →    99 65535    1     0 ?        - 977K 0:01.00 M -        計算.ts 中文













       P %CPU  M RSS  T TIME  O NODE  k kill  m migrate  a all  h help  q quit
      "
    `);
  });

  it('at 120 by 12', () => {
    expect(screen(start(resize(120, 12), seen(rows)))).toMatchInlineSnapshot(`
      " mtop 01:02:03 · node 1 (atlas) · 2 nodes up · 1 suspect · 1 dead · all nodes
       5 tasks · 3 running · 1 stopped · 1 migrating · 3 away from home
       3 nodes · 12 CPUs · load 105 · speed 120000 · memory 13G/22G · 0 running
          PID  HOME NODE NMIGS LOCK  %CPU▼ RSS    TIME S CANTMOVE                     COMMAND
      →  4711     1    2    12 -     98.1  87M 1:23.20 R -                            workloads/compute-pi.ts 20000
      →4714.2     1    3     0 -     50.0 977K 0:01.00 R -                            pi-workers.ts 12000 4
         4712     1    0     0 🔒    25.0 2.0G 1:06:40 R -                            serve.ts --port 8080
         4713     1    0     0 -      0.0 4.8M 0:01.00 T the program holds a native … guess.ts
      →    99 65535    1     0 ?        - 977K 0:01.00 M -                            計算.ts 中文


       P %CPU  M RSS  T TIME  O NODE  k kill  m migrate  a all  h help  q quit
      "
    `);
  });

  it('at 200 by 14, in ASCII', () => {
    expect(screen(start(resize(200, 14), seen(rows, { missing })), 'ascii')).toMatchInlineSnapshot(`
      " mtop 01:02:03 . node 1 (atlas) . 2 nodes up . 1 suspect . 1 dead . all nodes
       5 tasks . 3 running . 1 stopped . 1 migrating . 3 away from home
       3 nodes . 12 CPUs . load 105 . speed 120000 . memory 13G/22G . 0 running
       missing: node 3 (ceres): nothing was heard from it for 7 s; and of 4 (daphne)
          PID  HOME NODE NMIGS LOCK  %CPUv RSS    TIME S CANTMOVE                                         COMMAND
      >  4711     1    2    12 -     98.1  87M 1:23.20 R -                                                workloads/compute-pi.ts 20000
      >4714.2     1    3     0 -     50.0 977K 0:01.00 R -                                                pi-workers.ts 12000 4
         4712     1    0     0 L     25.0 2.0G 1:06:40 R -                                                serve.ts --port 8080
         4713     1    0     0 -      0.0 4.8M 0:01.00 T the program holds a native add-on (src/sum.ts:7) guess.ts
      >    99 65535    1     0 ?        - 977K 0:01.00 M -                                                ????.ts ????



       P %CPU  M RSS  T TIME  O NODE  k kill  m migrate  a all  h help  q quit
      "
    `);
  });

  it('as text, for a file', () => {
    expect(plainText(start(seen(rows, { missing })))).toMatchInlineSnapshot(`
      "mtop 01:02:03 · node 1 (atlas) · 2 nodes up · 1 suspect · 1 dead
      5 tasks · 3 running · 1 stopped · 1 migrating · 3 away from home
      3 nodes · 12 CPUs · load 105 · speed 120000 · memory 13G/22G · 0 running
      missing: node 4 (daphne): it is dead, silent for 80 s
      missing: node 3 (ceres): nothing was heard from it for 7 s

         PID   HOME  NODE  NMIGS  LOCK  %CPU   RSS     TIME  S  CANTMOVE                                          COMMAND
        4711      1     2     12  -     98.1   87M  1:23.20  R  -                                                 workloads/compute-pi.ts 20000
      4714.2      1     3      0  -     50.0  977K  0:01.00  R  -                                                 pi-workers.ts 12000 4
        4712      1     0      0  yes   25.0  2.0G  1:06:40  R  -                                                 serve.ts --port 8080
        4713      1     0      0  -      0.0  4.8M  0:01.00  T  the program holds a native add-on (src/sum.ts:7)  guess.ts
          99  65535     1      0  ?        -  977K  0:01.00  M  -                                                 計算.ts 中文
      "
    `);
  });

  it('keys sort as those of top', () => {
    const model = start(seen(rows));
    const sorted = (...names: string[]): string[] => pids(after(model, ...names.map(key)).model);
    expect(sorted()).toEqual(['4711', '4714.2', '4712', '4713', '99']);
    expect(sorted('M')).toEqual(['4712', '4711', '4713', '99', '4714.2']);
    expect(sorted('T')).toEqual(['4712', '4711', '99', '4713', '4714.2']);
    expect(sorted('N')).toEqual(['99', '4711', '4712', '4713', '4714.2']);
    expect(sorted('O')).toEqual(['99', '4712', '4713', '4711', '4714.2']);
    expect(sorted('N', 'R')).toEqual(['4714.2', '4713', '4712', '4711', '99']);
    // %CPU > RSS, %CPU < NMIGS; beyond the last there is nothing.
    expect(sorted('>')).toEqual(sorted('M'));
    expect(sorted('<')[0]).toBe('4711');
    expect(screen(after(model, ...Array(9).fill(key('>'))).model)).toMatch(/COMMAND▼/);
    expect(screen(after(model, key('R')).model)).toMatch(/%CPU▲/);
  });

  it('hides threads and idle tasks, and says so', () => {
    const model = start(seen(rows));
    expect(pids(after(model, key('H')).model)).not.toContain('4714.2');
    const busy = after(model, key('i')).model;
    expect(pids(busy)).toEqual(['4711', '4714.2', '4712', '99']);
    expect(screen(busy)).toContain('5 tasks (1 not shown: H, i)');
    expect(pids(after(busy, key('i')).model)).toContain('4713');
  });

  it('the chosen task stays chosen while the order changes, and has an heir when it ends', () => {
    let { model } = after(start(seen(rows)), key('down'), key('down'));
    expect(model.chosen).toContain('1:4712');
    model = after(model, key('N'), seen([...rows].reverse())).model;
    expect(model.chosen).toContain('1:4712');
    model = after(model, seen(rows.filter(({ pid }) => pid !== 4712))).model;
    expect(model.chosen).toContain('1:4713');
    expect(after(model, seen([])).model.chosen).toContain('1:4713');
    expect(after(model, key('home')).model.chosen).toContain('65535:99');
    const click = { on: 'mouse', action: 'down', button: 'left', x: 3, y: 6, atMs: 0 } as const;
    expect(after(model, click).model.chosen).toContain('1:4713');
    expect(after(model, { ...click, y: 2 }).model.chosen).toBe(model.chosen);
  });

  it('scrolls so that the chosen task is seen', () => {
    const many = Array.from({ length: 60 }, (_, i) => row(100 + i, 0, { cpuShare: 1 - i / 100 }));
    const model = start(seen(many));
    expect(screen(model)).toMatch(/1–18 of 60/);
    const end = after(model, key('end')).model;
    expect(screen(end)).toMatch(/43–60 of 60/);
    expect(pids(end).at(-1)).toBe('159');
    expect(pids(after(end, key('pageup')).model)).toContain('141');
    expect(screen(after(end, resize(80, 10)).model)).toMatch(/57–60 of 60/);
    const wheel = { on: 'mouse', action: 'wheeldown', button: null, x: 0, y: 9, atMs: 0 } as const;
    expect(after(model, wheel, wheel).model.chosen).toContain('1:106');
  });

  it('asks before it sends a signal, and tells what came of it', () => {
    const asking = after(start(seen(rows)), key('k'));
    expect(asking.effects).toEqual([]);
    expect(screen(asking.model)).toMatch(
      /^ Signal for 1:4711 \(workloads\/compute-pi\.ts 20000\) \[TERM\]:$/m,
    );
    const sent = after(asking.model, key('enter'));
    expect(sent.effects).toEqual([{ do: 'signal', via: '/run/agent.sock', task: '1:4711', signal: 'TERM' }]);
    const other = after(asking.model, ...typing('HUX'), key('backspace'), key('P'), key('enter'));
    expect(other.effects).toMatchObject([{ signal: 'HUP' }]);
    expect(after(asking.model, ...typing('9'), key('escape')).effects).toEqual([]);
    // q is a letter here, and a new look does not take the question away.
    expect(after(asking.model, key('q'), seen(rows)).model.mode).toMatchObject({ question: { typed: 'q' } });
    const refused = after(sent.model, {
      on: 'answer',
      text: '1:4711: node 1 does not let us',
      isGood: false,
    });
    expect(screen(refused.model)).toContain('1:4711: node 1 does not let us');
    expect(refused.effects).toEqual([{ do: 'look' }]);
    // Of a thread the whole process is meant.
    expect(screen(after(start(seen(rows)), key('down'), key('k')).model)).toMatch(/Signal for 1:4714 /);
  });

  it('asks where a task shall go', () => {
    for (const letter of ['m', 'g']) {
      const asking = after(start(seen(rows)), key('down'), key(letter));
      expect(screen(asking.model)).toMatch(
        /^ Move 1:4714\.2 to: ID, name, home, out, freeze, continue \[balance\]:$/m,
      );
      expect(after(asking.model, ...typing('lab7'), key('enter')).effects).toEqual([
        { do: 'migrate', via: '/run/agent.sock', task: '1:4714.2', where: 'lab7' },
      ]);
      expect(after(asking.model, key('enter')).effects).toMatchObject([{ where: 'balance' }]);
    }
    const none = after(start(seen([])), key('m'), key('k'));
    expect(none.effects).toEqual([]);
    expect(screen(none.model)).toContain('there is no task');
  });

  it('looks as often as it is told to', () => {
    const model = start(seen(rows));
    expect(after(model, key('d'), ...typing('0.5'), key('enter'))).toMatchObject({
      model: { delayMs: 500 },
      effects: [{ do: 'look' }],
    });
    for (const wrong of ['0', 'x', '1e9', '-1']) {
      const said = after(model, key('s'), ...typing(wrong), key('enter'));
      expect(said).toMatchObject({ model: { delayMs: 2000 }, effects: [] });
      expect(screen(said.model)).toContain(`'${wrong}' is no number of seconds`);
    }
    expect(after(model, key('space')).effects).toEqual([{ do: 'look' }]);
    expect(after(model, key('a'))).toMatchObject({ model: { all: false }, effects: [{ do: 'look' }] });
  });

  it('says that its agent is gone, and shows what it saw last until it is back', () => {
    const lost = after(start(seen(rows)), { on: 'lost', reason: 'no agent runs here' }).model;
    expect(screen(lost)).toMatch(/^ The agent is gone \(no agent runs here\): looking for it…$/m);
    expect(pids(lost)).toHaveLength(5);
    const back = after(lost, seen(rows)).model;
    expect(screen(back)).not.toContain('gone');
    expect(screen(back)).toContain('the agent is back');
    expect(screen(start())).toContain('waiting for the agent');
  });

  it('helps, and quits', () => {
    const model = start(seen(rows));
    const help = after(model, key('?')).model;
    expect(screen(help)).toMatch(/mtop: keys/);
    expect(screen(after(help, key('x')).model)).not.toMatch(/mtop: keys/);
    expect(after(help, key('q')).effects).toEqual([{ do: 'quit' }]);
    expect(after(model, key('q')).effects).toEqual([{ do: 'quit' }]);
    expect(after(model, key('x')).model).toEqual(model);
  });

  it('fits any size, and what programs and nodes are called cannot steer the terminal', () => {
    const wild = [
      row(1, 0, { command: '\u001b[2J\u0007red', cantmove: held('\u001b]0;x\u0007') }),
      row(2, 0, {
        command: 'a\u0301e\u200b中文'.repeat(99),
        cpuMs: 1e308,
        memoryBytes: 1e300,
        nmigs: 2 ** 53,
      }),
    ];
    const asking = after(start(seen(wild, { missing })), key('k')).model;
    for (const model of [asking, after(asking, key('escape'), key('?')).model]) {
      for (const width of [1, 2, 7, 40, 80, 300]) {
        for (const height of [1, 2, 5, 24, 60]) {
          for (const charset of ['utf8', 'ascii'] as const) {
            const size = { width, height };
            const grid = paint(view(after(model, resize(width, height)).model)(size), size, charset);
            expect([grid.length, ...new Set(grid.map((line) => line.length))]).toEqual([height, width]);
            const chars = grid.flat().map(({ char }) => char);
            expect(chars.filter((char) => /\p{C}/u.test(char))).toEqual([]);
            if (charset === 'ascii') expect(chars.filter((char) => !/^[ -~]$/.test(char))).toEqual([]);
          }
        }
      }
    }
  });
});
