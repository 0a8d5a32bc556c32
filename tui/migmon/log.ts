import type { HistoryMove, HistoryStay } from '../../protocol/history.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { bytes } from '../table.ts';

export interface LogLine {
  atMs: number;
  tone: 'plain' | 'good' | 'bad';
  /** Its ID: the event may come before anything else is known of it. */
  task: string;
  /** `1 → 2`, in columns of their own so that they stand below each other. */
  way: string;
  freeze: string;
  state: string;
  why: string;
  /** Of a migration: what an undo takes back. */
  move: { from: number; to: number } | null;
  /** It was taken back, or takes another back. */
  isUndone: boolean;
}

export const MAX_LOG_LINES = 1000;

const NO_MOVE = { move: null, isUndone: false } as const;

/** With one more. */
export const logged = (log: readonly LogLine[], line: LogLine): LogLine[] =>
  [...log, line].slice(-MAX_LOG_LINES);

/** What the agent remembers from before we looked, below what was told meanwhile. */
export function remembered(
  log: readonly LogLine[],
  moves: readonly HistoryMove[],
  stays: readonly HistoryStay[],
): { log: LogLine[]; names: Map<string, string> } {
  const known = new Set(log.map(({ task, atMs }) => `${task} ${Math.round(atMs)}`));
  const lines = moves
    .filter(({ task, atMs }) => !known.has(`${task} ${Math.round(atMs)}`))
    .flatMap((move) => lineOfPast(move) ?? []);
  const names = stays.map(({ task, command }): [string, string] => [
    task,
    shortName(Number(task.slice(task.indexOf(':') + 1).split('.')[0]), command),
  ]);
  const all = [...lines, ...log].sort((a, b) => a.atMs - b.atMs).slice(-MAX_LOG_LINES);
  const told = new Set(all.map(({ task }) => task));
  return { log: all, names: new Map(names.filter(([task]) => told.has(task))) };
}

function lineOfPast({ atMs, task, event, from, to, reason, freezeMs, totalMs, stateBytes }: HistoryMove) {
  if (event === 'lost') return logLine({ event, atMs, task, node: from, reason });
  if (to === null) return null;
  if (event === 'stayed') return logLine({ event, atMs, task, node: from, to, reason });
  const figures = { freezeMs: freezeMs ?? 0, totalMs: totalMs ?? 0, stateBytes: stateBytes ?? 0 };
  return logLine({ event, atMs, task, from, to, reason, ...figures, frames: 0, objects: 0 });
}

/** What is told of a task's life. */
export function logLine(event: TaskLifeEvent): LogLine | null {
  const line = { atMs: event.atMs, task: event.task, way: '', freeze: '', state: '', ...NO_MOVE };
  switch (event.event) {
    case 'start':
      return { ...line, tone: 'plain', way: `${event.node}`, why: 'started' };
    case 'migration':
      return {
        ...line,
        tone: 'good',
        way: `${event.from} → ${event.to}`,
        freeze: `${event.freezeMs.toFixed(1)} ms`,
        state: bytes(event.stateBytes),
        why: event.reason,
        move: { from: event.from, to: event.to },
      };
    case 'stayed':
      return { ...line, tone: 'bad', way: `${event.node} ↛ ${event.to}`, why: `stayed: ${event.reason}` };
    case 'cantmove': {
      const [first] = event.reasons;
      if (!first) return null;
      return { ...line, tone: 'bad', way: `${event.node}`, why: `cannot move: ${first.reason}` };
    }
    case 'lost':
      return { ...line, tone: 'bad', way: `${event.node}`, why: `lost: ${event.reason}` };
    case 'end': {
      const how = event.signal ?? (event.code === 0 || event.code === null ? '' : `exit ${event.code}`);
      const moves = `${event.migrations} migration${event.migrations === 1 ? '' : 's'}`;
      return {
        ...line,
        tone: 'plain',
        way: `${event.node}`,
        why: `ended${how && ` (${how})`} after ${moves}`,
      };
    }
  }
}

/** `4711 compute-pi`: the program without its folder, ending and arguments. */
export function shortName(pid: number, command: string): string {
  const program = command.split(' ')[0]!.split('/').at(-1)!;
  return `${pid} ${program.replace(/\.[cm]?[jt]s$/, '') || program}`;
}
