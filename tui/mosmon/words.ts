import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { colour, type Span } from '../scene.ts';
import { age, bytes } from '../table.ts';

/** Beats come each second: older knowledge is told as such before the node is suspect. */
const STALE_MS = 2_500;

/** `mark`: the same at a glance, and without colour. */
export interface StateWords extends Span {
  mark: string;
}

const STATES = {
  alive: { text: 'alive', mark: '●', fg: colour.green },
  stale: { text: 'stale', mark: '◔', fg: colour.yellow },
  suspect: { text: 'suspect', mark: '?', fg: colour.orange, bold: true },
  dead: { text: 'dead', mark: '✗', fg: colour.red },
  owner: { text: 'owner', mark: '■', fg: colour.magenta },
  blocked: { text: 'blocked', mark: '■', fg: colour.magenta },
  stay: { text: 'stay', mark: '◇', fg: colour.magenta },
  lstay: { text: 'lstay', mark: '◇', fg: colour.magenta },
  quiet: { text: 'quiet', mark: '◇', fg: colour.magenta },
} as const satisfies Record<string, StateWords>;

/** In the order in which they matter. */
export const stateNames = Object.keys(STATES) as readonly (keyof typeof STATES)[];
export const stateNamed = (name: keyof typeof STATES): StateWords => STATES[name];

/** The state of a node in one word. */
export function stateOf({ state, ageMs, info }: NodeViewMessage): StateWords {
  if (state !== 'alive') return STATES[state];
  if (ageMs > STALE_MS) return STATES.stale;
  if (info.owner) return STATES.owner;
  const set = (['blocked', 'stay', 'lstay', 'quiet'] as const).find((name) => info[name] === true);
  return STATES[set ?? 'alive'];
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
