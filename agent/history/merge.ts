/** What several nodes remember, as one: each thing once, told by who knows it best. Their clocks are theirs. */
import type { HistoryRows, HistorySample, HistoryStay } from '../../protocol/history.ts';
import { MAX_HISTORY_ROWS } from '../../protocol/limits.ts';
import { homeOf } from '../migration/machine/ids.ts';

export interface Told {
  node: number;
  rows: HistoryRows;
}

export function mergedHistory(told: readonly Told[]): HistoryRows {
  const samples = newestOf(loadsOf(told), ({ atMs }) => atMs);
  const stays = newestOf(staysOf(told), ({ sinceMs }) => sinceMs);
  // A move is told by its task's home alone.
  const moves = newestOf(
    told.flatMap(({ node, rows }) => rows.moves.filter(({ task }) => homeOf(task) === node)),
    ({ atMs }) => atMs,
  );
  const isCut = told.some(({ rows }) => rows.isCut) || [samples, stays, moves].some((one) => one.isCut);
  const stepMs = Math.max(0, ...told.map(({ rows }) => rows.stepMs));
  return { file: '', stepMs, samples: samples.rows, stays: stays.rows, moves: moves.rows, isCut };
}

/** A node knows its own load; of one that has not told anything, who has most to tell of it. */
function loadsOf(told: readonly Told[]): HistorySample[] {
  const best = new Map<number, { samples: HistorySample[]; isOwn: boolean }>();
  for (const { node, rows } of told)
    for (const [of, samples] of grouped(rows.samples, (sample) => sample.node)) {
      const known = best.get(of);
      const isOwn = of === node;
      if (!known || isOwn || (!known.isOwn && samples.length > known.samples.length))
        best.set(of, { samples, isOwn });
    }
  return [...best.values()].flatMap(({ samples }) => samples);
}

/** A task's home says where it was; where it does not, the nodes where it executed say that it was there. */
function staysOf(told: readonly Told[]): HistoryStay[] {
  const placeOf = ({ task, node }: HistoryStay): string => `${task} ${node}`;
  const ofHome = told.flatMap(({ node, rows }) => rows.stays.filter(({ home }) => home === node));
  const known = grouped(ofHome, placeOf);
  const isToldByHome = (stay: HistoryStay): boolean =>
    known.get(placeOf(stay))?.some((one) => overlap(one, stay)) === true;
  const ofHosts = told.flatMap(({ node, rows }) =>
    rows.stays.filter((stay) => stay.home !== node && stay.node === node && !isToldByHome(stay)),
  );
  return [...ofHome, ...ofHosts];
}

function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

const overlap = (one: HistoryStay, other: HistoryStay): boolean =>
  one.sinceMs <= (other.untilMs ?? Number.POSITIVE_INFINITY) &&
  other.sinceMs <= (one.untilMs ?? Number.POSITIVE_INFINITY);

/** Oldest first. */
function newestOf<Row>(rows: Row[], atMs: (row: Row) => number): { rows: Row[]; isCut: boolean } {
  const sorted = rows.sort((a, b) => atMs(a) - atMs(b));
  return { rows: sorted.slice(-MAX_HISTORY_ROWS), isCut: sorted.length > MAX_HISTORY_ROWS };
}
