import type { AgentClient } from '../../agent/control/client.ts';
import type { Requests } from '../../agent/control/requests.ts';
import { within } from '../../agent/space/time-limit.ts';
import { type Order, sent, steered } from '../../tui/migmon/orders.ts';
import type { MigmonEvent } from '../../tui/migmon/update.ts';
import { onOwnConnection } from '../own-connection.ts';

/** A signal, or a lock, is a word; what moves takes as long as it takes. */
const LIMIT_MS = 10_000;

/** Does what hands wanted of a task, and says how that went. `name`: the task's, for people. */
export async function carryOut(
  order: Order,
  agent: AgentClient | null,
  name: string,
): Promise<Extract<MigmonEvent, { on: 'answer' | 'done' }>> {
  const { task } = order;
  try {
    return await asked(agent, order.via, (requests) => ordered(order, requests, name));
  } catch (error) {
    const { message } = error as Error;
    if (order.do === 'migrate') return { on: 'answer', task, node: null, error: message, event: null };
    return { on: 'done', text: `${name}: ${message}`, isGood: false };
  }
}

async function ordered(
  order: Order,
  requests: Requests,
  name: string,
): Promise<Extract<MigmonEvent, { on: 'answer' | 'done' }>> {
  const { task } = order;
  switch (order.do) {
    case 'migrate': {
      const event = await requests.migrate(task, order.to);
      if (event.event === 'migration') return { on: 'answer', task, node: event.to, error: null, event };
      return { on: 'answer', task, node: null, error: `stays on node ${event.node}: ${event.reason}`, event };
    }
    case 'signal':
      await within(LIMIT_MS, requests.signal(task, order.signal), 'its home does not answer');
      return { on: 'done', text: sent(name, order.signal), isGood: true };
    case 'steer':
      await within(LIMIT_MS, requests.steer(task, { lock: order.lock }), 'its home does not answer');
      return { on: 'done', text: steered(name, order.lock), isGood: true };
  }
}

/** Of the agent, or through it of another node. @throws OmosixError */
export const asked = <T>(
  agent: AgentClient | null,
  via: number | null,
  ask: (requests: Requests) => Promise<T>,
): Promise<T> => onOwnConnection(agent, (client) => ask(via === null ? client : client.on(via)));
