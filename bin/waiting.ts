import type { AgentClient } from '../agent/control/client.ts';
import { whyAndWhere } from '../protocol/held.ts';
import { plain } from '../tui/table.ts';

const TELL_EVERY_MS = 1000;

/** A move that takes over a second says so on stderr, and what holds the task meanwhile; each thing once. */
export async function tellingWhatHolds<T>(client: AgentClient, task: string, move: Promise<T>): Promise<T> {
  let told = '';
  const timer = setInterval(async () => {
    const words = await holding(client, task).catch(() => null);
    if (words === null || words === told) return;
    told = words;
    process.stderr.write(`migrate: ${plain(words)}\n`);
  }, TELL_EVERY_MS);
  try {
    return await move;
  } finally {
    clearInterval(timer);
  }
}

async function holding(client: AgentClient, task: string): Promise<string | null> {
  const status = (await client.tasks()).find((one) => one.task === task);
  if (status?.state !== 'migrating') return null;
  const why = status.cantmove.at(-1);
  if (!why)
    return `${status.pid} is under way; it computes on until large buffers have gone ahead and it is at a safe point`;
  return `${status.pid} waits: ${whyAndWhere(why)}; it computes on, and moves when that is over`;
}
