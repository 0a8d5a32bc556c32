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
}

export const MAX_LOG_LINES = 1000;

/** What is told of a task's life. */
export function logLine(event: TaskLifeEvent): LogLine | null {
  const line = { atMs: event.atMs, task: event.task, way: '', freeze: '', state: '' };
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
