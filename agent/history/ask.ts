import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import { MAX_HISTORY_ROWS } from '../../protocol/limits.ts';
import { TIERS } from './schema.ts';
import type { Row, Store } from './store.ts';

const number = (value: Row[string] | undefined): number => Number(value);
const orNull = (value: Row[string] | undefined): number | null => (value == null ? null : Number(value));

/** What a history says of a time, oldest first; where it is too much, the latest. */
export function ask(store: Store, query: HistoryQuery, file: string): HistoryRows {
  const { what, fromMs, toMs, nodes } = query;
  const only = nodes ? ` AND node IN (${nodes.map(Number).join(',')})` : '';
  const most = MAX_HISTORY_ROWS;
  const empty: HistoryRows = { file, stepMs: 0, samples: [], stays: [], moves: [], isCut: false };
  if (what === 'samples') {
    const stepMs = stepFor(store, query, only);
    const rows = store.all(
      `SELECT sample.*, name FROM sample LEFT JOIN node ON node.id = sample.node
       WHERE step = ? AND at > ? AND at <= ?${only} ORDER BY at DESC, node DESC LIMIT ?`,
      [stepMs, fromMs - stepMs, toMs, most],
    );
    const samples = rows.reverse().map((row) => ({
      atMs: number(row.at),
      node: number(row.node),
      name: String(row.name ?? row.node),
      load: number(row.load),
      mostLoad: number(row.most),
      speed: number(row.speed),
      freeBytes: number(row.free),
      totalBytes: number(row.total),
      tasks: number(row.tasks),
    }));
    return { ...empty, stepMs, samples, isCut: samples.length === most };
  }
  if (what === 'stays') {
    const rows = store.all(
      `SELECT * FROM stay WHERE since <= ? AND (until IS NULL OR until >= ?)${only} ORDER BY since DESC, task DESC LIMIT ?`,
      [toMs, fromMs, most],
    );
    const stays = rows.reverse().map((row) => ({
      task: String(row.task),
      command: String(row.command),
      home: number(row.home),
      node: number(row.node),
      sinceMs: number(row.since),
      untilMs: orNull(row.until),
      cpuMs: number(row.cpu),
      memoryBytes: number(row.memory),
    }));
    return { ...empty, stays, isCut: stays.length === most };
  }
  const either = nodes
    ? ` AND (source IN (${nodes.map(Number).join(',')}) OR target IN (${nodes.map(Number).join(',')}))`
    : '';
  const rows = store.all(
    `SELECT * FROM move WHERE at >= ? AND at <= ?${either} ORDER BY at DESC, task DESC LIMIT ?`,
    [fromMs, toMs, most],
  );
  const moves = rows.reverse().map((row) => ({
    atMs: number(row.at),
    task: String(row.task),
    event: row.event as 'migration' | 'stayed' | 'lost',
    from: number(row.source),
    to: orNull(row.target),
    reason: String(row.reason),
    freezeMs: orNull(row.freeze),
    totalMs: orNull(row.total),
    stateBytes: orNull(row.bytes),
  }));
  return { ...empty, moves, isCut: moves.length === most };
}

/** The finest step that goes back as far as any coarser one does, or as is asked for, is long enough, and fits into one answer. */
function stepFor(store: Store, { fromMs, toMs, stepMs = 0 }: HistoryQuery, only: string): number {
  const oldest = new Map(
    store
      .all('SELECT step, min(at) AS at FROM sample GROUP BY step')
      .map(({ step, at }) => [number(step), number(at)]),
  );
  const reaches = (tier: number): boolean => {
    const from = oldest.get(tier);
    // What a coarser step begins with may have been seen at its end only.
    return (
      from !== undefined &&
      [...oldest].every(([step, at]) => step <= tier || from <= Math.max(fromMs, at + step))
    );
  };
  for (const tier of TIERS.filter((one) => one.stepMs >= stepMs && reaches(one.stepMs))) {
    const [row] = store.all(
      `SELECT count(*) AS count FROM sample WHERE step = ? AND at > ? AND at <= ?${only}`,
      [tier.stepMs, fromMs - tier.stepMs, toMs],
    );
    if (number(row?.count) <= MAX_HISTORY_ROWS) return tier.stepMs;
  }
  return TIERS[3].stepMs;
}
