import type { HistorySample } from '../../../protocol/history.ts';
import { ALL_NODES } from '../whom.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The first is what mosmon itself has seen; the others the agent remembers. */
export const SPANS: readonly { ms: number; words: string; tick: { ms: number; unit: string } }[] = [
  { ms: 5 * MINUTE_MS, words: '5 minutes', tick: { ms: MINUTE_MS, unit: 'min' } },
  { ms: 30 * MINUTE_MS, words: '30 minutes', tick: { ms: MINUTE_MS, unit: 'min' } },
  { ms: 6 * HOUR_MS, words: '6 hours', tick: { ms: HOUR_MS, unit: 'h' } },
  { ms: DAY_MS, words: '1 day', tick: { ms: HOUR_MS, unit: 'h' } },
  { ms: 7 * DAY_MS, words: '7 days', tick: { ms: DAY_MS, unit: 'd' } },
  { ms: 60 * DAY_MS, words: '60 days', tick: { ms: DAY_MS, unit: 'd' } },
];

/** What the agent remembers of a span that ends at `toMs`; `refusal`: why it tells nothing. */
export interface Remembered {
  samples: readonly HistorySample[];
  toMs: number;
  stepMs: number;
  isCut: boolean;
  refusal: string | null;
}

/** The past of a node, or of all, as a picture. */
export interface Chart {
  /** Null: all. */
  node: number | null;
  /** Of SPANS. */
  span: number;
  /** What was asked for last has been told. */
  told: Remembered | null;
  /** When it was asked last. */
  askedAtMs: number | null;
  /** Nothing is below it to go back to. */
  isAlone?: boolean;
}

export const charted = (node: number | null, span = 0): Chart => ({
  node: node === ALL_NODES ? null : node,
  span,
  told: null,
  askedAtMs: null,
});

/** Only the agent knows. */
export const isAsked = ({ span }: Chart): boolean => span > 0;
