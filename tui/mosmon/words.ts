import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { colour, type Span } from '../scene.ts';
import { age, bytes } from '../table.ts';

/** Beats come each second: older knowledge is told as such before the node is suspect. */
const STALE_MS = 2_500;

/** The state of a node in one word. */
export function stateOf({ state, ageMs, info }: NodeViewMessage): Span {
  if (state === 'dead') return { text: 'dead', fg: colour.red };
  if (state === 'suspect') return { text: 'suspect', fg: colour.yellow, bold: true };
  if (ageMs > STALE_MS) return { text: 'stale', fg: colour.yellow };
  if (info.owner) return { text: 'owner', fg: colour.magenta };
  if (info.blocked) return { text: 'blocked', fg: colour.magenta };
  if (info.stay) return { text: 'stay', fg: colour.magenta };
  if (info.lstay) return { text: 'lstay', fg: colour.magenta };
  if (info.quiet) return { text: 'quiet', fg: colour.magenta };
  return { text: 'alive', fg: colour.green };
}

export const silence = ({ state, ageMs }: NodeViewMessage): string =>
  state === 'alive' && ageMs <= STALE_MS ? '' : `silent for ${age(ageMs)}`;

export function describe(event: TaskLifeEvent): string {
  const { task } = event;
  switch (event.event) {
    case 'start':
      return `${task} starts on node ${event.node}`;
    case 'migration': {
      const { from, to, freezeMs, stateBytes, reason } = event;
      return `${task} moved ${from} → ${to}, frozen ${freezeMs.toFixed(1)} ms, ${bytes(stateBytes)}: ${reason}`;
    }
    case 'stayed':
      return `${task} stays on node ${event.node}: ${event.reason}`;
    case 'cantmove':
      return `${task} ${event.reasons.length === 0 ? 'can move again' : `cannot move: ${event.reasons.map(({ reason }) => reason).join('; ')}`}`;
    case 'lost':
      return `${task} is lost on node ${event.node}: ${event.reason}`;
    case 'end': {
      const { code, signal, migrations } = event;
      const how = signal === null ? `ended with ${code ?? 'its node'}` : `killed by ${signal}`;
      return `${task} ${how} after ${migrations} migration${migrations === 1 ? '' : 's'}`;
    }
  }
}
