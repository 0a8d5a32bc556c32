import type { HistoryMove, HistorySample, HistoryStay } from '../../../protocol/history.ts';
import { bar } from '../../bars.ts';
import { fitted } from '../../charset.ts';
import { keyHelp } from '../../key-help.ts';
import { keySpans } from '../../mosmon/footer.ts';
import { metricOf } from '../../mosmon/metrics.ts';
import { colour, type Line, lineAcross, panel, type Scene, type Size, type Span } from '../../scene.ts';
import { bytes, cpuTime } from '../../table.ts';
import { fromMs, type Model, moveAt, nodesAt, SPANS, spanMs, staysAt } from './model.ts';
import { NODES_Y, nodeRows, SLIDER_Y, sliderWidth, TIME_CELLS, taskRows } from './places.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const SHORT = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const LOAD_CELLS = 20;

const dim = { fg: colour.grey };

const KEYS = [
  { shown: '← → Home End', words: 'earlier, later; the first moment, the last (or the mouse on the slider)' },
  { shown: 'space', words: 'play, or stop' },
  { shown: 'n N', words: 'the next move, the one before' },
  { shown: 'r', words: 'until now: what has come about since' },
  { shown: '+ -', words: 'closer, wider: 10 minutes to 30 days' },
  { shown: '[ ]', words: 'half a span earlier, later' },
  { shown: '↑ ↓ PgUp PgDn', words: 'scroll the tasks' },
  { shown: 'o', words: 'open a file that omhist --save has saved; an empty name: the agent again' },
  { shown: 'h ? q', words: 'this help · quit' },
];
const NOTES = [
  'what the agent remembers: its own tasks and guests, and the loads that it has heard',
  'omhist prints the same; omhist --save FILE keeps it, o or omview -f FILE opens it',
];

/** Who ran where then. */
export const view =
  (model: Model) =>
  (size: Size): Scene => {
    const sized = { ...model, ...size };
    const { width, height } = size;
    const line = lineAcross(width);
    const nodes = nodesAt(sized).slice(0, nodeRows(sized));
    const all = staysAt(sized);
    const rows = taskRows(sized);
    const tasksY = NODES_Y + nodes.length;
    const move = moveAt(sized);
    return [
      line('header', 0, header(sized), panel),
      line('slider', SLIDER_Y, slider(sized)),
      line('marks', SLIDER_Y + 1, marks(sized)),
      line('node-titles', NODES_Y - 1, [{ text: `${nodeTitle(all.length)}`, ...dim }]),
      ...nodes.map((sample, at) => line(`node-${sample.node}`, NODES_Y + at, nodeRow(sample))),
      line('task-titles', tasksY, [{ text: TASK_TITLE, ...dim }]),
      ...all
        .slice(sized.scroll, sized.scroll + rows)
        .map((stay, at) => line(`task-${stay.task}-${stay.node}`, tasksY + 1 + at, taskRow(sized, stay))),
      line('move', height - 2, said(sized) ?? (move ? moveLine(move) : nothing(sized))),
      line('keys', height - 1, keyLine, panel),
      ...(model.isHelp ? [keyHelp('history', KEYS, NOTES, size)] : []),
    ];
  };

function header(model: Model): Line {
  const { atMs, span, told, isPlaying, file } = model;
  return [
    { text: ' history  ', bold: true },
    { text: atMs === 0 ? '' : `${DAY.format(atMs)} ${TIME.format(atMs)}`, bold: true, fg: colour.cyan },
    { text: `  of ${SPANS[span]!.words}`, ...dim },
    { text: file === null ? '' : `  saved in ${file.slice(file.lastIndexOf('/') + 1)}`, ...dim },
    { text: isPlaying ? '  ▸▸ playing' : '', bold: true },
    { text: told?.isCut ? '  (more than one answer holds: only the latest)' : '', ...dim },
  ];
}

const time = (model: Model, ms: number): string =>
  model.toMs === 0 ? '' : spanMs(model) > 86_400_000 ? DAY.format(ms) : SHORT.format(ms);

const cellOf = (model: Model, ms: number): number =>
  Math.round(((ms - fromMs(model)) / spanMs(model)) * (sliderWidth(model) - 1));

function slider(model: Model): Line {
  const width = sliderWidth(model);
  const at = Math.max(0, Math.min(width - 1, cellOf(model, model.atMs)));
  return [
    { text: `${time(model, fromMs(model)).padStart(TIME_CELLS - 1)} `, ...dim },
    { text: '─'.repeat(at), ...dim },
    { text: '●', fg: colour.cyan, bold: true },
    { text: '─'.repeat(width - at - 1), ...dim },
    { text: ` ${time(model, model.toMs)}`, ...dim },
  ];
}

/** Where on the slider something moved, or was lost. */
function marks(model: Model): Line {
  const cells: (Span | null)[] = Array<Span | null>(sliderWidth(model)).fill(null);
  for (const { atMs, event } of model.told?.moves ?? []) {
    const at = cellOf(model, atMs);
    if (at < 0 || at >= cells.length) continue;
    if (event === 'lost') cells[at] = { text: '×', fg: colour.red, bold: true };
    else if (event === 'migration') cells[at] ??= { text: '▲', fg: colour.green };
  }
  return [{ text: ' '.repeat(TIME_CELLS) }, ...cells.map((cell) => cell ?? { text: ' ' })];
}

const nodeTitle = (tasks: number): string =>
  `    ID NAME         LOAD${' '.repeat(LOAD_CELLS + 4)}MEMORY  RUNS     ${tasks} task${tasks === 1 ? '' : 's'} then`;

function nodeRow({ node, name, load, freeBytes, totalBytes, tasks }: HistorySample): Line {
  const used = totalBytes > 0 ? Math.round((1 - Math.min(1, freeBytes / totalBytes)) * 100) : 0;
  return [
    { text: `${String(node).padStart(6)} ` },
    { text: `${fitted(name, 12)} `, bold: true },
    ...bar(load / 200, LOAD_CELLS, metricOf('load').style(load)),
    { text: load.toFixed(0).padStart(5) },
    { text: `${used}%`.padStart(9) },
    { text: tasks.toFixed(tasks < 10 && tasks % 1 !== 0 ? 1 : 0).padStart(6) },
  ];
}

const TASK_TITLE = '  TASK         HOME  NODE SINCE    UNTIL        CPU  MEM COMMAND';

function taskRow({ atMs }: Model, stay: HistoryStay): Line {
  const { task, home, node, sinceMs, untilMs, cpuMs, memoryBytes, command } = stay;
  const isAway = node !== home;
  return [
    { text: isAway ? '→ ' : '  ', fg: colour.cyan, bold: true },
    { text: `${fitted(task, 11)} ${String(home).padStart(5)} ` },
    { text: String(node).padStart(5), bold: isAway, ...(isAway && { fg: colour.cyan }) },
    { text: ` ${clock(sinceMs, atMs)} ${untilMs === null ? 'now     ' : clock(untilMs, atMs)}` },
    { text: cpuTime(cpuMs).padStart(8) },
    { text: `${bytes(memoryBytes).padStart(5)} ` },
    { text: command },
  ];
}

/** Of the day that is looked at the time, of another the day. */
const clock = (ms: number, atMs: number): string =>
  (Math.abs(ms - atMs) < 43_200_000 ? TIME.format(ms) : DAY.format(ms).slice(-6)).padEnd(8);

function moveLine({ atMs, task, event, from, to, reason, freezeMs }: HistoryMove): Line {
  const way = to === null ? `on node ${from}` : `${from} ${event === 'stayed' ? '↛' : '→'} ${to}`;
  const frozen = freezeMs === null ? '' : `, frozen ${freezeMs.toFixed(1)} ms`;
  return [
    { text: ` ${TIME.format(atMs)} ${task} ${way}${frozen}: `, bold: true },
    { text: reason, ...dim },
  ];
}

/** What is asked, or why what was asked for is not there. */
function said({ typed, unopened }: Model): Line | null {
  if (typed !== null)
    return [
      { text: ' open (empty: the agent): ', bold: true },
      { text: typed },
      { text: ' ', inverse: true },
    ];
  return unopened === null ? null : [{ text: ` ${unopened}`, fg: colour.red, bold: true }];
}

function nothing({ told, refusal }: Model): Line {
  if (refusal !== null) return [{ text: ` ${refusal}`, fg: colour.red, bold: true }];
  return [{ text: told === null ? ' asking what is remembered …' : ' nothing had moved by then', ...dim }];
}

const keyLine: Line = [
  ['← →', 'time'],
  ['space', 'play'],
  ['n N', 'moves'],
  ['+ -', 'zoom'],
  ['[ ]', 'shift'],
  ['o', 'open'],
  ['?', 'help'],
  ['q', 'quit'],
].flatMap(([shown, words]) => keySpans(shown!, words!));
