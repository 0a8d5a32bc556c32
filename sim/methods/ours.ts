import { confirmed, placeAsking } from '../../agent/balance/ask.ts';
import { type Claim, freshClaims } from '../../agent/balance/claims.ts';
import { decide } from '../../agent/balance/decide.ts';
import { impatience } from '../../agent/balance/patience.ts';
import type { TaskView } from '../../agent/balance/view.ts';
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
    /** Nothing of the rest counts where each is to stay whatever the loads are. */
    const mayMove = (task: TaskView): boolean =>
      world.isOver(task.node - 1) ||
      impatience(task, Number(task.task.slice(0, task.task.indexOf(':'))), 0, world.nowMs) === null;
    const ask = (id: number): NodeView | null =>
      world.down[id - 1] ? null : { info: announces(id - 1), ageMs: 0, state: 'alive', isSelf: false };
    return {
      place: (task) => {
        const home = world.tasks.home[task]!;
        const atMs = world.nowMs;
        const nodes = nodesOf(around, home);
        const known = [...claims[home]!, ...startsOf(home)];
        const wanted = { task: taskName(world, task), anyNode: false, memoryBytes: 0 };
        const { node, claim, reason } = placeAsking(
          wanted,
          { atMs, self: home + 1, nodes, claims: known },
          ask,
        );
        if (!starts.has(home)) starts.set(home, new Map());
        starts.get(home)!.set(task, claim);
        if (node !== home + 1) trace({ atMs, start: wanted.task, to: node, reason });
        return node - 1;
      },
      tick: (home) => {
        const tasks = taskViews(world, home, false);
        if (!tasks.some((task) => mayMove(task))) return;
        const atMs = world.nowMs;
        const self = home + 1;
        claims[home] = freshClaims(claims[home]!, atMs);
        const away = [...startsOf(home)].filter(({ to }) => to !== self);
        const nodes = nodesOf(around, home);
        addHosts(around, nodes, tasks);
        const view = { atMs, self, nodes, tasks, claims: [...claims[home]!, ...away] };
        for (const first of decide(view)) {
          const task = taskOf(first.task);
          const known = { ...view, claims: [...claims[home]!, ...away] };
          const move = confirmed(tasks.find((one) => one.task === first.task)!, first, known, ask);
          if (move === null || !world.move(task, move.to - 1)) continue;
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
function addHosts({ world, announces }: Surroundings, nodes: NodeView[], tasks: { node: number }[]): void {
  for (const { node } of tasks) {
    if (nodes.some(({ info }) => info.id === node)) continue;
    const state = world.down[node - 1] ? 'suspect' : 'alive';
    nodes.push({ info: announces(node - 1), ageMs: 0, state, isSelf: false });
  }
}
