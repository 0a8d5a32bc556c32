import { type Claim, freshClaims } from '../../agent/balance/claims.ts';
import { decide } from '../../agent/balance/decide.ts';
import { place } from '../../agent/balance/place.ts';
import type { NodeView } from '../../protocol/node.ts';
import type { MethodKind, Surroundings } from '../method.ts';
import { taskName, taskOf, taskViews } from './views.ts';

/** The agent's own deciders, with what gossip tells each home, and its claims as the agent keeps them. */
export const ours: MethodKind = {
  name: 'ours',
  title: 'omosix',
  listens: true,
  create: (around) => {
    const { world, machines, announces, trace } = around;
    const claims = Array.from({ length: machines.count }, (): Claim[] => []);
    const starts = new Map<number, Map<number, Claim>>();
    const startsOf = (home: number): Iterable<Claim> => starts.get(home)?.values() ?? [];
    const forget = (task: number): void => {
      starts.get(world.tasks.home[task]!)?.delete(task);
    };
    return {
      place: (task) => {
        const home = world.tasks.home[task]!;
        const atMs = world.nowMs;
        const nodes = nodesOf(around, home);
        const known = [...claims[home]!, ...startsOf(home)];
        const wanted = { task: taskName(world, task), anyNode: false, memoryBytes: 0 };
        const { node, claim, reason } = place(wanted, { atMs, self: home + 1, nodes, claims: known });
        if (!starts.has(home)) starts.set(home, new Map());
        starts.get(home)!.set(task, claim);
        if (node !== home + 1) trace({ atMs, start: wanted.task, to: node, reason });
        return node - 1;
      },
      tick: (home) => {
        const tasks = taskViews(world, home, false);
        if (tasks.length === 0) return;
        const atMs = world.nowMs;
        const self = home + 1;
        claims[home] = freshClaims(claims[home]!, atMs);
        const away = [...startsOf(home)].filter(({ to }) => to !== self);
        const nodes = nodesOf(around, home);
        addHosts(around, nodes, tasks);
        for (const move of decide({ atMs, self, nodes, tasks, claims: [...claims[home]!, ...away] })) {
          const task = taskOf(move.task);
          if (!world.move(task, move.to - 1)) continue;
          forget(task);
          claims[home]!.push(move.claim);
          const { task: name, from, to, reason, numbers } = move;
          trace({ atMs, task: name, from, to, reason, numbers });
        }
      },
      ended: forget,
    };

    function nodesOf({ knows }: Surroundings, home: number): NodeView[] {
      return knows(home).views(announces(home), world.nowMs);
    }
  },
};

/** Home hears of the nodes where its tasks execute directly. */
function addHosts(
  { world, knows, announces }: Surroundings,
  nodes: NodeView[],
  tasks: { node: number }[],
): void {
  const self = nodes[0]!.info.id;
  const missing = new Set(
    tasks.map(({ node }) => node).filter((id) => id !== self && !knows(self - 1).has(id)),
  );
  for (const id of missing)
    nodes.push({
      info: announces(id - 1),
      ageMs: 0,
      state: world.down[id - 1] ? 'suspect' : 'alive',
      isSelf: false,
    });
}
