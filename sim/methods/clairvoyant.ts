import { decide } from '../../agent/balance/decide.ts';
import { place } from '../../agent/balance/place.ts';
import type { NodeView } from '../../protocol/node.ts';
import { infoOf } from '../knowledge.ts';
import type { MethodKind } from '../method.ts';
import type { World } from '../world.ts';
import { taskName, taskOf, taskViews } from './views.ts';

/** All nodes are shown to it up to so many; of more the least used of each kind, which are those that it would choose. */
const ALL = 128;
const OF_KIND = 24;

/** Our deciders with what nobody can have: knowledge without age of all nodes, and of each task what it will need. */
export const clairvoyant: MethodKind = {
  name: 'clairvoyant',
  title: 'clairvoyant (ours, knowing all)',
  listens: false,
  create: ({ world, machines, random }) => {
    const { count } = machines;
    const view = (node: number, home: number): NodeView => ({
      info: exactInfo(world, node),
      ageMs: 0,
      state: world.down[node] ? 'dead' : 'alive',
      isSelf: node === home,
    });
    const candidates = (home: number, more: number[]): NodeView[] => {
      const nodes = new Set([home, ...more]);
      if (count <= ALL) for (let node = 0; node < count; node++) nodes.add(node);
      else for (const node of leastUsed(world, Math.floor(random() * count))) nodes.add(node);
      return [...nodes].map((node) => view(node, home));
    };
    return {
      place: (task) => {
        const home = world.tasks.home[task]!;
        const memoryBytes = world.tasks.memoryBytes[task]!;
        const wanted = { task: taskName(world, task), anyNode: false, memoryBytes };
        const nodes = candidates(home, []);
        return place(wanted, { atMs: world.nowMs, self: home + 1, nodes, claims: [] }).node - 1;
      },
      tick: (home) => {
        const tasks = taskViews(world, home, true);
        if (tasks.length === 0) return;
        const nodes = candidates(
          home,
          tasks.map(({ node }) => node - 1),
        );
        const view = { atMs: world.nowMs, self: home + 1, nodes, tasks, claims: [] };
        for (const { task, to } of decide(view)) world.move(taskOf(task), to - 1);
      },
    };
  },
};

function exactInfo(world: World, node: number) {
  const running = world.running[node]! + world.coming[node]!;
  const info = infoOf(world, node, (100 * running) / world.machines.speed[node]!, 1);
  info.freeBytes = Math.max(0, info.freeBytes - world.comingBytes[node]!);
  return info;
}

/** Of each kind the first so many that are idle, from some node on; where there are too few, those with one task, and so on. */
function leastUsed(world: World, from: number): number[] {
  const { count, kind, kinds } = world.machines;
  const found = kinds.map((): number[][] => [[], [], []]);
  const full = (of: number): boolean => found[of]![0]!.length >= OF_KIND;
  let waiting = kinds.length;
  for (let i = 0; i < count && waiting > 0; i++) {
    const node = (from + i) % count;
    const of = kind[node]!;
    if (full(of) || world.down[node]) continue;
    const running = Math.min(2, world.running[node]! + world.coming[node]!);
    const alike = found[of]![running]!;
    if (alike.length < OF_KIND) alike.push(node);
    if (full(of)) waiting--;
  }
  return found.flatMap((byUse) => byUse.flat().slice(0, OF_KIND));
}
