import type { NodeView } from '../../protocol/node.ts';
import type { MethodKind, Surroundings } from '../method.ts';

/** A process stays so long on a machine before it is moved. */
const RESIDENCY_MS = 1_000;
/** A process that was sent off counts as load of its target until that one's averaged load has followed. */
const SETTLE_MS = 4_000;
/** The load of the other machine, with the process, must be below ours by this factor. */
const MARGIN = 1.1;
const YARDSTICK_LOAD = 100;

/**
 * MOSIX as its authors describe it (Barak, Guday, Wheeler: The MOSIX Distributed Operating System, 1993; Barak, Braverman: Memory
 * ushering in a scalable computing cluster, 1998): a process starts at home. Each machine compares its load with those that it
 * has heard of, and while another would be less loaded with one more, moves its oldest process to the least loaded. A
 * machine that pages first sends away a process that cures it, to the machine where it fits best.
 */
export const mosix: MethodKind = {
  name: 'mosix',
  title: "MOSIX's rule",
  listens: true,
  create: (around) => {
    const { world, machines, knows, announces } = around;
    const sent = Array.from({ length: machines.count }, (): Sent[] => []);
    return {
      place: (task) => world.tasks.home[task]!,
      tick: (node) => {
        if (world.running[node] === 0) return;
        const others = knows(node)
          .views(announces(node), world.nowMs)
          .filter(({ state, isSelf }) => state === 'alive' && !isSelf);
        sent[node] = sent[node]!.filter(({ atMs }) => world.nowMs - atMs < SETTLE_MS);
        const [task, to] = world.isOver(node)
          ? usher(around, node, others)
          : balance(around, node, others, sent[node]);
        if (task !== undefined && world.move(task, to - 1)) sent[node].push({ to, atMs: world.nowMs });
      },
    };
  },
};

interface Sent {
  to: number;
  atMs: number;
}
type Decision = [task: number, to: number] | [undefined, 0];
const NOTHING: Decision = [undefined, 0];

function usher({ world, machines }: Surroundings, node: number, others: NodeView[]): Decision {
  const excess = world.usedBytes[node]! - machines.memoryBytes[node]!;
  const bytesOf = (task: number): number => world.tasks.memoryBytes[task]!;
  const byBytes = tasksOn(world, node).sort((a, b) => bytesOf(a) - bytesOf(b));
  // The smallest that is enough; where none is, the largest.
  const task = byBytes.find((one) => bytesOf(one) >= excess) ?? byBytes.at(-1);
  if (task === undefined) return NOTHING;
  const fit = others
    .filter(({ info }) => info.freeBytes >= bytesOf(task))
    .sort((a, b) => a.info.freeBytes - b.info.freeBytes)[0];
  return fit ? [task, fit.info.id] : NOTHING;
}

function balance(
  { world, machines }: Surroundings,
  node: number,
  others: NodeView[],
  sent: readonly Sent[],
): Decision {
  // Of itself a machine knows what runs now.
  const load = (YARDSTICK_LOAD * world.running[node]!) / machines.speed[node]!;
  const withOneMore = ({ info }: NodeView): number =>
    info.load + ((1 + sent.filter(({ to }) => to === info.id).length) * YARDSTICK_LOAD * 10_000) / info.speed;
  let best: NodeView | null = null;
  for (const other of others) if (best === null || withOneMore(other) < withOneMore(best)) best = other;
  if (best === null || load < MARGIN * withOneMore(best)) return NOTHING;
  const { info } = best;
  let oldest: number | undefined;
  for (const task of tasksOn(world, node)) {
    if (world.nowMs - world.arrivedAtMs[task]! < RESIDENCY_MS) continue;
    if (world.tasks.memoryBytes[task]! > info.freeBytes) continue;
    if (oldest === undefined || world.cpuMs(task) > world.cpuMs(oldest)) oldest = task;
  }
  return oldest === undefined ? NOTHING : [oldest, info.id];
}

function tasksOn({ here }: Surroundings['world'], node: number): number[] {
  const tasks: number[] = [];
  for (let task = here.first(node); task >= 0; task = here.after(task)) tasks.push(task);
  return tasks;
}
