import { whyAndWhere } from '../../protocol/held.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';

/** A task's life in words, one line an event. */
export function narrate(event: TaskLifeEvent, home: number, program: string): string {
  const at = (node: number): string => (node === home ? `node ${node} (home)` : `node ${node}`);
  switch (event.event) {
    case 'start':
      return `task ${event.task} (${program}) starts on ${at(event.node)}${event.reason ? `: ${event.reason}` : ''}`;
    case 'migration':
      return (
        `moved from ${at(event.from)} to ${at(event.to)}: ${event.reason} · frozen ${milliseconds(event.freezeMs)} of ` +
        `${milliseconds(event.totalMs)} · ${bytes(event.stateBytes)}${ahead(event.aheadBytes)}, ${count(event.frames, 'frame')}, ${count(event.objects, 'object')}`
      );
    case 'stayed':
      return `stays on ${at(event.node)}, did not move to ${at(event.to)}: ${event.reason}`;
    case 'cantmove':
      return event.reasons.length === 0
        ? 'can move again'
        : `cannot move: ${event.reasons.map(whyAndWhere).join('; ')}`;
    case 'lost':
      return `was lost on ${at(event.node)}: ${event.reason}`;
    case 'end': {
      const how = event.signal ? `killed by ${event.signal}` : `exit code ${event.code ?? 'unknown'}`;
      return `ended on ${at(event.node)}: ${how} · ${count(event.migrations, 'migration')} · ${(event.cpuMs / 1000).toFixed(2)} s of CPU time`;
    }
  }
}

const ahead = (size: number | undefined): string =>
  size === undefined ? '' : ` (${bytes(size)} of it ahead)`;

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1000)} kB`;
  return `${(size / 1e6).toFixed(1)} MB`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
