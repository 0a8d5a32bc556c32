import type { NetworkInterface, NodeViewMessage } from '../../../protocol/control.ts';
import { addressText } from '../../../protocol/members.ts';
import type { NodeInfo } from '../../../protocol/node.ts';
import { ownerWords } from '../../../protocol/owner.ts';
import type { TaskStatus } from '../../../protocol/task.ts';
import { bar } from '../../bars.ts';
import { fitted, widthOf } from '../../charset.ts';
import { colour, type Line, type Span } from '../../scene.ts';
import { spark } from '../../spark.ts';
import { bytes } from '../../table.ts';
import { metricOf } from '../metrics.ts';
import { type Model, nodeOf } from '../model.ts';
import { pastOf } from '../past.ts';
import { ALL_NODES } from '../whom.ts';
import { silence, stateOf } from '../words.ts';
import { measured } from './actions.ts';
import { allLines } from './all.ts';
import { type Looked, type Pane, tasksOn } from './model.ts';

const TITLE_CELLS = 12;
const BAR_CELLS = 24;
/** From here on peers and guests stand side by side. */
const WIDE = 110;

const dim = { fg: colour.grey };

/** Rows for what `linesOf` gives: all but the header and one below it, what is asked or said, and the keys. */
export const roomOf = ({ height }: Model): number => Math.max(0, height - 4);

/** All that is known of a node, as many lines as it takes. */
export function linesOf(model: Model, pane: Pane): Line[] {
  if (pane.node === ALL_NODES) return allLines(model.state?.nodes ?? []);
  const node = nodeOf(model, pane.node);
  if (node === undefined) return [[{ text: ` node ${pane.node} is not known any more`, fg: colour.red }]];
  const { looked } = pane;
  const peers = titled('PEERS', peerLines(node, looked));
  const guests = titled('RUNNING THERE', taskLines(tasksOn(pane.node, model.state!, looked)));
  return [
    heading(node),
    [],
    ...gauges(model, node),
    ...about(node, looked, model.width),
    ...(looked?.refusals ?? [])
      .flatMap((text) => folded(text, model.width - 2))
      .map((text): Line => [{ text: ` ${text}`, fg: colour.yellow }]),
    [],
    ...(model.width >= WIDE ? beside(peers, guests, model.width) : [...peers, [], ...guests]),
  ];
}

function heading(node: NodeViewMessage): Line {
  const { text, mark, ...style } = stateOf(node);
  const { id, name, owner } = node.info;
  const quiet = silence(node);
  return [
    { text: ` node ${id}  `, ...dim },
    { text: `${name}  `, bold: true },
    { text: `${mark} ${text}`, ...style },
    {
      text: [
        node.isSelf ? '  seen from itself' : '',
        quiet && `  ${quiet}`,
        owner ? `  ${ownerWords(owner)}` : '',
      ].join(''),
      ...dim,
    },
  ];
}

function gauges(model: Model, node: NodeViewMessage): Line[] {
  const { info } = node;
  const room = Math.max(0, model.width - TITLE_CELLS - BAR_CELLS - 32);
  return (['load', 'speed', 'memory', 'utilisability'] as const).map((name): Line => {
    const metric = metricOf(name);
    const value = metric.value(info);
    const past = pastOf(model.past, info.id, room * 2);
    const full = metric.full(Math.max(value, ...past.map((one) => metric.value(one))), [info]);
    const samples = past.map((one) => ({
      part: metric.value(one) / full,
      style: metric.style(metric.value(one)),
    }));
    const [strip] = spark(samples, room, 1);
    const text = name === 'speed' ? measured(info) : metric.text(info);
    return [
      title(metric.title.toLowerCase()),
      ...bar(value / full, BAR_CELLS, metric.style(value)),
      { text: ` ${fitted(text, 29)} ` },
      ...strip!,
    ];
  });
}

const title = (text: string): Span => ({ text: ` ${text.padEnd(TITLE_CELLS - 1)}`, ...dim });

function about(node: NodeViewMessage, looked: Looked | null, width: number): Line[] {
  const { info, path } = node;
  const { pressure } = info;
  const member = looked?.member;
  const unknown = looked === null ? ['asking…'] : [];
  const lines: [string, readonly string[]][] = [
    [
      'machine',
      [`${counted(info.cpus, 'CPU')}, Node.js ${info.nodeVersion}, ${counted(info.guests, 'task')} running`],
    ],
    [
      'pressure',
      pressure
        ? [
            (['cpu', 'memory', 'io'] as const)
              .map((what) => `${what} ${Math.round(pressure[what] ?? 0)}%`)
              .join(', '),
          ]
        : [],
    ],
    ['addresses', member ? [member.addresses.map(addressText).join(', ') || 'none is known'] : unknown],
    ['interfaces', interfaces(looked?.interfaces ?? [])],
    [
      'trust',
      member
        ? [
            `may: ${member.grants.join(', ') || 'nothing'}; key ${member.fingerprint.slice(0, 16)}…`,
            ...(member.reason ? [member.reason] : []),
          ]
        : [],
    ],
    ['settings', looked?.settings ?? (looked === null ? unknown : [])],
    ['limits', limitsLeft(info)],
    ['way there', node.isSelf ? [] : [wayIn(path)]],
    ['files', served(info)],
  ];
  return lines.flatMap(([name, texts]) =>
    texts
      .flatMap((text) => folded(text, width - TITLE_CELLS))
      .map((text, index): Line => [title(index === 0 ? name : ''), { text }]),
  );
}

const interfaces = (all: readonly NetworkInterface[]): string[] =>
  all.length === 0
    ? []
    : [all.map(({ name, addresses }) => `${name} ${addresses.join(' ')}`.trimEnd()).join(', ')];

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const limitsLeft = ({ guestRoom }: NodeInfo): string[] => {
  if (guestRoom === undefined) return [];
  const { guests, bytes: memory } = guestRoom;
  const left = [
    guests === undefined ? '' : counted(guests, 'more guest'),
    memory === undefined ? '' : `${bytes(Math.round(memory))} of memory for them`,
  ];
  return [`room for ${left.filter((one) => one !== '').join(', ')}`];
};

const served = ({ exports = [], moreExports = 0 }: NodeInfo): string[] =>
  exports.length === 0
    ? []
    : [
        exports.map(({ path, mode }) => `${path} (${mode})`).join(', ') +
          (moreExports > 0 ? ` and ${moreExports} more` : ''),
      ];

const wayIn = (path: NodeViewMessage['path']): string => {
  const known = [
    path?.rttMs === undefined ? '' : `${path.rttMs.toFixed(1)} ms there and back`,
    path?.bytesPerMs === undefined ? '' : `${bytes(Math.round(path.bytesPerMs * 1000))}/s`,
  ].filter((one) => one !== '');
  return known.join(', ') || 'nothing has gone over it yet';
};

const titled = (name: string, lines: readonly Line[]): Line[] => [
  [{ text: ` ${name}`, ...dim, bold: true }],
  ...lines,
];

function peerLines(node: NodeViewMessage, looked: Looked | null): Line[] {
  if (looked === null) return [[{ text: '  asking…', ...dim }]];
  if (looked.peers === null) return [[{ text: '  it has not said whom it sees', ...dim }]];
  const others = looked.peers.filter(({ info }) => info.id !== node.info.id);
  if (others.length === 0) return [[{ text: '  none', ...dim }]];
  const head = `  ${'ID'.padStart(5)} ${'NAME'.padEnd(12)} ${'STATE'.padEnd(9)} ${'RTT'.padStart(8)} ${'LINK'.padStart(8)}`;
  return [
    [{ text: head, ...dim }],
    ...others.map((peer): Line => {
      const { text, mark, ...style } = stateOf(peer);
      const { rttMs, bytesPerMs } = peer.path ?? {};
      const rtt = rttMs === undefined ? '-' : `${rttMs.toFixed(1)}ms`;
      const link = bytesPerMs === undefined ? '-' : `${bytes(Math.round(bytesPerMs * 1000))}/s`;
      return [
        { text: `  ${String(peer.info.id).padStart(5)} ${fitted(peer.info.name, 12)} ` },
        { text: `${mark} ${text}`.padEnd(9), ...style },
        { text: ` ${rtt.padStart(8)} ${link.padStart(8)}` },
      ];
    }),
  ];
}

function taskLines(tasks: readonly TaskStatus[]): Line[] {
  if (tasks.length === 0) return [[{ text: '  nothing that is told here', ...dim }]];
  const head = `  ${'TASK'.padEnd(12)} ${'HOME'.padStart(5)} ${'%CPU'.padStart(5)} ${'MEM'.padStart(5)} ${'MIGS'.padStart(4)} COMMAND`;
  return [
    [{ text: head, ...dim }],
    ...tasks.map((task): Line => {
      const cpu = task.cpuShare === null ? '-' : String(Math.round(task.cpuShare * 100));
      const memory = task.memoryBytes === null ? '-' : bytes(Math.round(task.memoryBytes));
      return [
        { text: `  ${task.task.padEnd(12)} ${String(task.home).padStart(5)} ${cpu.padStart(5)} ` },
        { text: `${memory.padStart(5)} ${String(task.nmigs).padStart(4)} ` },
        { text: task.command, bold: true },
      ];
    }),
  ];
}

/** The left ones in half of the width, the right ones in the other. */
function beside(left: readonly Line[], right: readonly Line[], width: number): Line[] {
  const half = Math.floor(width / 2);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row): Line => {
    const line = left[row] ?? [];
    const used = line.reduce((sum, { text }) => sum + widthOf(text), 0);
    return [...line, { text: ' '.repeat(Math.max(0, half - used)) }, ...(right[row] ?? [])];
  });
}

/** Between words, where a line is full. */
function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
