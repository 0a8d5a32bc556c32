import type { BalanceView, TaskView } from '../../agent/balance/view.ts';
import type { NodeInfo, NodeView } from '../../protocol/node.ts';

export const GIB = 2 ** 30;

export function nodeView(id: number, info: Partial<NodeInfo> = {}, view: Partial<NodeView> = {}): NodeView {
  const isSelf = id === 1;
  return {
    info: {
      id,
      name: `n${id}`,
      nodeVersion: '20.20.2',
      cpus: 1,
      speed: 10_000,
      load: 0,
      freeBytes: 4 * GIB,
      totalBytes: 8 * GIB,
      guests: 0,
      blocked: false,
      stay: false,
      lstay: false,
      beat: 1,
      ...info,
    },
    ageMs: isSelf ? 0 : 100,
    state: 'alive',
    isSelf,
    ...view,
  };
}

/** A busy task, two seconds old, that has been at home long enough. */
export const taskView = (task: Partial<TaskView> = {}): TaskView => ({
  task: '1:1',
  node: 1,
  heldBy: null,
  anyNode: false,
  cpuMs: 2_000,
  cpuRatio: 1,
  memoryBytes: 60_000_000,
  hintBytes: 0,
  lastMove: null,
  arrivedAtMs: 0,
  left: [],
  stayed: null,
  ...task,
});

/** Node 1 is home; it carries the task's own load. */
export const balanceView = (view: Partial<BalanceView> = {}): BalanceView => ({
  atMs: 100_000,
  self: 1,
  nodes: [nodeView(1, { load: 100 }), nodeView(2), nodeView(3)],
  tasks: [taskView()],
  claims: [],
  ...view,
});
