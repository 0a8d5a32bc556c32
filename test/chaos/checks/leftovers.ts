/** Nothing is left: no guest and no host once all tasks have ended; no process, socket or file once the agents have. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosNode } from '../chaos-node.ts';
import type { Five } from '../five.ts';
import type { Journal } from '../journal.ts';

/** What was given up is fenced when its node is heard of again; ephemeral agents go when they are idle. */
const QUIET_MS = 45_000;
const LOOK_MS = 250;
/** One that is kept for the next task, and one that is being started. */
const SPARES = 2;

export async function checkLeftovers(five: Five, journal: Journal): Promise<void> {
  const all = <T>(of: (node: ChaosNode) => Promise<T>): Promise<T[]> => Promise.all(five.nodes.map(of));
  await all(async (node) => {
    const left = await becomes(async () => {
      const tasks = await node.ask((agent) => agent.tasks()).catch(() => null);
      const hosts = node.hosts().length;
      if (tasks?.length === 0 && hosts <= SPARES) return null;
      return tasks === null ? 'no answer' : `${tasks.map(({ task }) => task).join(' ')}, ${hosts} hosts`;
    });
    if (left !== null) journal.violation(`${node.name}: after the end of all tasks there is left: ${left}`);
  });
  await all((node) =>
    node.shutdown().catch((error: Error) => journal.violation(`${node.name}: ${error.message}`)),
  );
  await all(async (node) => {
    const processes = await becomes(async () => {
      const left = node.find(/./);
      return left.length === 0 ? null : left.map(({ pid, command }) => `${pid} ${command}`).join('; ');
    });
    if (processes !== null) journal.violation(`${node.name}: processes are left: ${processes}`);
    for (const directory of [join(node.machine.home, 'run'), node.path('tmp')]) {
      const files = filesIn(directory);
      if (files.length > 0) journal.violation(`${node.name}: ${directory} has ${files.join(', ')} left`);
    }
  });
}

/** Waits until `look` finds nothing. @returns null, or what it still finds in the end */
async function becomes(look: () => Promise<string | null>): Promise<string | null> {
  const end = performance.now() + QUIET_MS;
  for (;;) {
    const found = await look();
    if (found === null || performance.now() > end) return found;
    await sleep(LOOK_MS);
  }
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
