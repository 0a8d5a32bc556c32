import type { HistoryMove, HistorySample, HistoryStay } from '../../../protocol/history.ts';

/** What is remembered of a span of time. */
export interface Told {
  samples: readonly HistorySample[];
  stays: readonly HistoryStay[];
  moves: readonly HistoryMove[];
  stepMs: number;
  /** More than one answer holds: only the latest. */
  isCut: boolean;
}

const HOUR_MS = 3_600_000;
export const SPANS = [
  { ms: HOUR_MS / 6, words: '10 minutes' },
  { ms: HOUR_MS, words: '1 hour' },
  { ms: 6 * HOUR_MS, words: '6 hours' },
  { ms: 24 * HOUR_MS, words: '1 day' },
  { ms: 7 * 24 * HOUR_MS, words: '7 days' },
  { ms: 30 * 24 * HOUR_MS, words: '30 days' },
] as const;

export interface Model {
  width: number;
  height: number;
  /** Of `SPANS`. */
  span: number;
  /** The end of what is looked at, and the moment of which the table tells; ms since the epoch. 0: not opened yet. */
  toMs: number;
  atMs: number;
  told: Told | null;
  /** Why nothing is told. */
  refusal: string | null;
  /** The saved file that tells it; null: the agent. */
  file: string | null;
  /** The path of another one, while it is typed · why that was not opened. */
  typed: string | null;
  unopened: string | null;
  isPlaying: boolean;
  /** Lines of tasks above the screen. */
  scroll: number;
  isHelp: boolean;
}

export const newModel = (): Model => ({
  width: 80,
  height: 24,
  span: 1,
  toMs: 0,
  atMs: 0,
  told: null,
  refusal: null,
  file: null,
  typed: null,
  unopened: null,
  isPlaying: false,
  scroll: 0,
  isHelp: false,
});

export const spanMs = ({ span }: Model): number => SPANS[span]!.ms;
export const fromMs = (model: Model): number => model.toMs - spanMs(model);

/** Who ran where at that moment; those of one home together. */
export const staysAt = ({ told, atMs }: Model): HistoryStay[] =>
  (told?.stays ?? [])
    .filter(({ sinceMs, untilMs }) => sinceMs <= atMs && (untilMs === null || untilMs > atMs))
    .sort((a, b) => a.home - b.home || a.task.localeCompare(b.task, 'en', { numeric: true }));

/** What each node was like then: its last sample, unless that is too old to be true of that moment. */
export function nodesAt({ told, atMs }: Model): HistorySample[] {
  if (!told) return [];
  const last = new Map<number, HistorySample>();
  for (const sample of told.samples)
    if (sample.atMs <= atMs && sample.atMs > atMs - 2 * told.stepMs) last.set(sample.node, sample);
  return [...last.values()].sort((a, b) => a.node - b.node);
}

/** The last thing that had moved by then. */
export const moveAt = ({ told, atMs }: Model): HistoryMove | undefined =>
  told?.moves.findLast((move) => move.atMs <= atMs);
