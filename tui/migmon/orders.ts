import type { Sendable } from '../../protocol/signals.ts';
import { nodeOf } from './layout.ts';
import { type Model, nodeToAsk, taskOf } from './model.ts';

/** What is wanted of an agent. `via`: the node to turn to; null: the agent that tells. */
export type Order =
  /** `to` 0 is home; `balance`: where the balancer wants it, if anywhere. */
  | { do: 'migrate'; via: number | null; task: string; to: number | 'balance' }
  | { do: 'signal'; via: number | null; task: string; signal: Sendable }
  | { do: 'steer'; via: number | null; task: string; lock: boolean };

/** How an order that moves nothing came out. */
export interface Done {
  text: string;
  isGood: boolean;
}

const WORDS: Partial<Record<Sendable, string>> = { SIGSTOP: 'is frozen (c: goes on)', SIGCONT: 'goes on' };

export function signal(model: Model, name: string, wanted: Sendable): [Model, Order[]] {
  const task = taskOf(model, name);
  if (!task) return [model, []];
  const it = model.names.get(name) ?? name;
  if (wanted === 'SIGSTOP' && task.state === 'stopped')
    return [said(model, `${it} is frozen already (c: goes on)`), []];
  if (wanted === 'SIGCONT' && task.state === 'running') return [said(model, `${it} is running`), []];
  const next = said(model, `${wanted.slice(3)} for ${it} …`);
  return [next, [{ do: 'signal', via: nodeToAsk(model, name), task: name, signal: wanted }]];
}

/** What is said when it was sent. */
export const sent = (name: string, wanted: Sendable): string =>
  `${name} ${WORDS[wanted] ?? `has got ${wanted.slice(3)}`}`;

/** The other way than it is. */
export function lock(model: Model, name: string): [Model, Order[]] {
  const task = taskOf(model, name);
  if (!task) return [model, []];
  const it = model.names.get(name) ?? name;
  if (task.lock === null)
    return [
      said(model, `${it} is a guest on node ${nodeOf(task)}: its home, node ${task.home}, locks it`, 'bad'),
      [],
    ];
  const next = said(model, task.lock ? `unlocking ${it} …` : `locking ${it} …`);
  return [next, [{ do: 'steer', via: nodeToAsk(model, name), task: name, lock: !task.lock }]];
}

/** What is said when that is done. */
export const steered = (name: string, isLocked: boolean): string =>
  isLocked ? `${name} is locked: it does not move by itself` : `${name} may move by itself`;

const said = (model: Model, text: string, tone: 'plain' | 'bad' = 'plain'): Model => ({
  ...model,
  said: { text, tone },
});
