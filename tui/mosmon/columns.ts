/** openMosix's mosmon: a bar a node, upright, side by side, with the nodes' IDs below them. */
import type { NodeViewMessage } from '../../protocol/control.ts';
import { strip } from '../bars.ts';
import { colour, type Line, type Span, type Style } from '../scene.ts';
import { metricOf } from './metrics.ts';
import type { Arrangement, Model } from './model.ts';
import type { Scales } from './nodes.ts';
import { stateOf } from './words.ts';

/** What the scale takes at the left: its numbers, and the line that they stand at. */
const SCALE_WIDTH = 7;
const FEWEST_BAR_ROWS = 2;

export type Upright = Exclude<Arrangement, 'automatic' | 'table'>;

interface Shape {
  /** Of a node: its bar, and what is left free before the next. */
  barWidth: number;
  gap: number;
  /** Below the bars. */
  labelRows: number;
}

/** IDs are written across, or downwards where that leaves more nodes room; `tight`: bars touch. */
function shapeOf(arrangement: Upright, nodes: readonly NodeViewMessage[]): Shape {
  const digits = Math.max(1, ...nodes.map(({ info }) => String(info.id).length));
  // One more for the mark of a state.
  if (arrangement === 'horizontal') return { barWidth: Math.max(2, digits), gap: 1, labelRows: 2 };
  return { barWidth: 1, gap: arrangement === 'tight' ? 0 : 1, labelRows: digits + 1 };
}

/** Nodes that have room side by side. */
export function columnsThatFit(
  arrangement: Upright,
  nodes: readonly NodeViewMessage[],
  width: number,
): number {
  const { barWidth, gap } = shapeOf(arrangement, nodes);
  return Math.max(0, Math.floor((width - SCALE_WIDTH + gap) / (barWidth + gap)));
}

/** Which of the columns a cell is in. */
export function columnAt(arrangement: Upright, nodes: readonly NodeViewMessage[], x: number): number {
  const { barWidth, gap } = shapeOf(arrangement, nodes);
  return Math.floor((x - SCALE_WIDTH) / (barWidth + gap));
}

/** `shown` of all `nodes`, so that scrolling changes no widths. */
export function columns(
  { metric: name, selected }: Model,
  {
    arrangement,
    nodes,
    shown,
  }: { arrangement: Upright; nodes: readonly NodeViewMessage[]; shown: readonly NodeViewMessage[] },
  scales: Scales,
  rows: number,
): Line[] {
  const { barWidth, gap, labelRows } = shapeOf(arrangement, nodes);
  const metric = metricOf(name);
  const full = scales.get(metric);
  const height = Math.max(FEWEST_BAR_ROWS, rows - labelRows - 1);
  const bars = shown.map((node) => {
    const value = metric.value(node.info);
    const sample = { part: isKnown(node) ? value / full : 0, style: styleOf(node, metric.style(value)) };
    return strip(Array<typeof sample>(barWidth).fill(sample), barWidth, height);
  });
  const free: Span = { text: ' '.repeat(gap) };
  const lines = Array.from(
    { length: height },
    (_, row): Line => [
      scale(row, height, metric.mark(full), metric.mark(full / 2)),
      ...bars.flatMap((bar) => [...bar[row]!, free]),
    ],
  );
  const floor = '─'.repeat(shown.length * (barWidth + gap));
  const labels = Array.from(
    { length: labelRows },
    (_, row): Line => [
      { text: ' '.repeat(SCALE_WIDTH) },
      ...shown.flatMap((node): Span[] => [
        {
          ...labelStyle(node, node.info.id === selected),
          text: label(node, arrangement, row, barWidth, labelRows - 1),
        },
        free,
      ]),
    ],
  );
  return [...lines, [{ text: `${'0'.padStart(SCALE_WIDTH - 1)}└${floor}`, ...dim }], ...labels];
}

const dim = { fg: colour.grey };

/** What a full bar and half of it stand for. */
function scale(row: number, height: number, full: string, half: string): Span {
  const middle = Math.floor(height / 2);
  const text = row === 0 ? full : row === middle && height > 3 ? half : '';
  return { text: `${text.padStart(SCALE_WIDTH - 1)}${text === '' ? '│' : '┤'}`, ...dim };
}

function label(
  node: NodeViewMessage,
  arrangement: Upright,
  row: number,
  width: number,
  rows: number,
): string {
  const id = String(node.info.id);
  if (row === rows) return markOf(node).padStart(width);
  return arrangement === 'horizontal' ? id.padStart(width) : id.padStart(rows)[row]!;
}

/** Below its ID, for who sees no colours. */
const markOf = (node: NodeViewMessage): string => {
  const { text, mark } = stateOf(node);
  return text === 'alive' ? '' : mark;
};

/** What a node that is gone said last is no news; a quiet one tells no load. */
const isKnown = ({ state }: NodeViewMessage): boolean => state !== 'dead';

const styleOf = ({ state }: NodeViewMessage, style: Style): Style => (state === 'suspect' ? dim : style);

/** Oneself stands out; who is not simply alive has the colour of its state. */
function labelStyle(node: NodeViewMessage, isSelected: boolean): Style {
  const { text, mark, ...style } = stateOf(node);
  return {
    ...(text === 'alive' ? dim : style),
    ...(node.isSelf && { bold: true, underline: true }),
    ...(isSelected && { inverse: true }),
  };
}
