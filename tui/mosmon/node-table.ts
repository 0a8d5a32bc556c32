import type { NodeInfo } from '../../protocol/node.ts';
import { bar } from '../bars.ts';
import { fitted } from '../charset.ts';
import { colour, type Line, type Span, type Style } from '../scene.ts';
import { evenness } from '../totals.ts';
import { metricOf } from './metrics.ts';
import type { Model } from './model.ts';
import { gauge, NAME_WIDTH, nameOf, type Scales } from './nodes.ts';
import { ALL_NODES } from './whom.ts';

/** openMosixview's main window: a lamp, a slider of speed and two bars for each node, and all nodes as one above. */
const ADDRESS_WIDTH = 22;
/** With addresses the bars must still say something. */
const LEAST_WITH_ADDRESSES = 110;
const SPEED_WIDTH = 7;
const NUMBER_WIDTH = 6;
const CPUS_WIDTH = 5;

const dim: Style = { fg: colour.grey };

interface Widths {
  address: number;
  bar: number;
}

function widthsOf({ addresses, width }: Model): Widths {
  const address = addresses.size > 0 && width >= LEAST_WITH_ADDRESSES ? ADDRESS_WIDTH : 0;
  const room = width - NAME_WIDTH - address - SPEED_WIDTH - 2 * NUMBER_WIDTH - 2 * CPUS_WIDTH - 3;
  return { address, bar: Math.max(3, Math.min(40, Math.floor(room / 3))) };
}

export function tableTitles(model: Model): Line {
  const { address, bar: wide } = widthsOf(model);
  const title = [
    `${'ID'.padStart(6)} ${'NAME'.padEnd(11)} STATE`.padEnd(NAME_WIDTH),
    address > 0 ? 'ADDRESS'.padEnd(address) : '',
    'SPEED'.padEnd(wide + SPEED_WIDTH + 1),
    'LOAD'.padEnd(wide + NUMBER_WIDTH + 1),
    'MEMORY'.padEnd(wide + NUMBER_WIDTH + 1),
    'CPUS'.padStart(CPUS_WIDTH - 1),
    'RUNS'.padStart(CPUS_WIDTH),
  ].join('');
  return [{ text: title, ...dim }];
}

/** All nodes that live, as one: their mean load by speed, how evenly it is spread in place of a speed, all their memory. */
export function allRow(model: Model, scales: Scales): Line {
  const { address, bar: wide } = widthsOf(model);
  const living = (model.state?.nodes ?? []).filter(({ state }) => state !== 'dead').map(({ info }) => info);
  const even = evenness(living.filter(({ quiet }) => quiet !== true));
  const power = sum(living, ({ cpus, speed }) => cpus * speed);
  const load = power > 0 ? sum(living, (info) => info.load * info.cpus * info.speed) / power : 0;
  const total = sum(living, ({ totalBytes }) => totalBytes);
  const used = total > 0 ? 1 - Math.min(1, sum(living, ({ freeBytes }) => freeBytes) / total) : 0;
  const of = metricOf('load');
  const isSelected = !model.isPlain && model.selected === ALL_NODES;
  return [
    { text: isSelected ? '▸' : ' ', fg: colour.cyan, bold: true },
    { text: fitted(`  all ${living.length} nodes`, 17), bold: true, inverse: isSelected },
    { text: 'efficiency'.padEnd(NAME_WIDTH - 18 + address), ...dim },
    ...bar(even, wide, { fg: even > 0.7 ? colour.green : colour.yellow }),
    { text: `${Math.round(even * 100)}%`.padStart(SPEED_WIDTH), bold: true },
    { text: ' ' },
    ...bar(load / scales.get(of), wide, of.style(load)),
    { text: load.toFixed(0).padStart(NUMBER_WIDTH) },
    { text: ' ' },
    ...bar(used, wide, metricOf('memory').style(used)),
    { text: `${Math.round(used * 100)}%`.padStart(NUMBER_WIDTH) },
    { text: String(sum(living, ({ cpus }) => cpus)).padStart(CPUS_WIDTH) },
    { text: String(sum(living, ({ guests }) => guests)).padStart(CPUS_WIDTH) },
  ];
}

const sum = (infos: readonly NodeInfo[], value: (info: NodeInfo) => number): number =>
  infos.reduce((total, info) => total + value(info), 0);

export function tableRow(
  model: Model,
  node: NonNullable<Model['state']>['nodes'][number],
  scales: Scales,
): Line {
  const { address, bar: wide } = widthsOf(model);
  const { info } = node;
  const [load, speed, memory] = [metricOf('load'), metricOf('speed'), metricOf('memory')];
  const isSet = info.tuned?.speed !== undefined;
  return [
    ...nameOf(model, node),
    ...(address > 0 ? [{ text: `${fitted(model.addresses.get(info.id) ?? '', address - 1)} `, ...dim }] : []),
    ...slider(node.state === 'dead' ? 0 : speed.value(info) / scales.get(speed), wide),
    // One that its user has set is marked.
    { text: `${speed.short(info)}${isSet ? '!' : ''}`.padStart(SPEED_WIDTH), ...(isSet && { bold: true }) },
    { text: ' ' },
    ...gauge(node, load, load.value(info) / scales.get(load), wide),
    { text: load.short(info).padStart(NUMBER_WIDTH) },
    { text: ' ' },
    ...gauge(node, memory, memory.value(info) / scales.get(memory), wide),
    { text: memory.short(info).padStart(NUMBER_WIDTH) },
    { text: String(info.cpus).padStart(CPUS_WIDTH) },
    { text: String(info.guests).padStart(CPUS_WIDTH) },
  ];
}

/** `──●───`: where the speed stands beside the fastest node. Enter and `=` move it. */
function slider(part: number, width: number): Span[] {
  const at = Math.round(Math.min(1, Math.max(0, part)) * (width - 1));
  return [
    { text: '─'.repeat(at), ...dim },
    { text: '●', fg: colour.blue, bold: true },
    { text: '─'.repeat(width - at - 1), ...dim },
  ];
}
