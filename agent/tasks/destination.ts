import type { MoveTarget } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { Claim } from '../balance/claims.ts';
import { verdict } from '../balance/decide.ts';
import { isMasked, majorOf } from '../balance/eligible.ts';
import { elsewhere } from '../balance/elsewhere.ts';
import { explain } from '../balance/explain.ts';
import type { BalanceView, TaskView } from '../balance/view.ts';

export interface Destination {
  to: number;
  /** For the task's life. */
  reason: string;
  claim: Claim;
}

/**
 * Where a task goes that somebody wants moved, or in words why the balancer leaves it where it is.
 * @throws OmosixError ENONODE, EREFUSED
 */
export function destination(
  wanted: MoveTarget,
  wish: string,
  task: TaskView,
  isLocked: boolean,
  view: BalanceView,
): Destination | string {
  const claim = (to: number): Claim => {
    return { from: task.node, to, atMs: view.atMs, memoryBytes: task.memoryBytes };
  };
  if (wanted === 'explain') return explain(task, view);
  if (wanted === 'balance') {
    const move = verdict(task, view);
    return typeof move === 'string' ? move : { to: move.to, reason: move.reason, claim: move.claim };
  }
  if (wanted === 'out') {
    const to = elsewhere(task, isLocked, view);
    if (typeof to === 'string')
      throw new OmosixError('EREFUSED', `no other node can take task ${task.task}: ${to}`);
    return { to, reason: wish, claim: claim(to) };
  }
  const to = wanted === 0 ? view.self : wanted;
  const viewOf = (id: number) => view.nodes.find(({ info }) => info.id === id);
  const there = viewOf(to)?.info;
  const here = viewOf(task.node)?.info;
  if (!there) throw new OmosixError('ENONODE', `no node ${to} (mosctl status shows those that are known)`);
  if (viewOf(to)?.mayHost === false)
    throw new OmosixError(
      'EREFUSED',
      `our tasks are not to execute on node ${to} (mosctl grant ${to} run,host lets them)`,
    );
  if (to !== view.self && isMasked(task.mask, to))
    throw new OmosixError(
      'EREFUSED',
      `the node mask of task ${task.task} excludes node ${to} (migrate ${task.task} allow all lifts it)`,
    );
  if (here && !task.anyNode && majorOf(here.nodeVersion) !== majorOf(there.nodeVersion)) {
    throw new OmosixError(
      'EREFUSED',
      `node ${to} runs Node.js ${there.nodeVersion} and the task Node.js ${here.nodeVersion}: results could differ (omrun --any-node takes that)`,
    );
  }
  return { to, reason: wish, claim: claim(to) };
}
