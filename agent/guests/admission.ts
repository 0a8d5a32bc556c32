import { type OwnerSign, ownerWords } from '../../protocol/owner.ts';
import type { TaskSpec } from '../../protocol/task.ts';

/** What decides here whether a task may come. */
export interface Admission {
  self: number;
  isEphemeral: boolean;
  isLeaving: boolean;
  block: boolean;
  owner: OwnerSign | null;
  /** Where a task of this home executes. */
  nodeOf(task: string): number | null;
  /** Whether tasks of that node may execute here. */
  mayRun(node: number): boolean;
  /** Why it is more than the owner lets in, in words. */
  overLimits(memoryBytes: number): string | null;
}

/** Why a task that `from` brings may not execute here, in words; null where it may. */
export function admissionRefusal(here: Admission, spec: TaskSpec, home: number, from: number): string | null {
  const { self } = here;
  if (!spec.task.startsWith(`${home}:`)) return `task ${spec.task} is not at home on node ${home}`;
  if (spec.addons && from !== self) return 'native add-ons are loaded by the machine whose program it is';
  // Whoever brings a task brings its program: a task of ours comes from where it executes, and from nobody else.
  if (home === self)
    return from === self || here.nodeOf(spec.task) === from
      ? null
      : `task ${spec.task} does not execute on node ${from}`;
  if (here.isEphemeral) return `node ${self} offers no capacity`;
  for (const node of new Set([home, from]))
    if (!here.mayRun(node))
      return `node ${self} lets no tasks of node ${node} in (its user could: mosctl grant ${node} run,host)`;
  if (here.isLeaving) return `node ${self} is leaving the cluster`;
  if (here.block) return `node ${self} accepts no guests (mosctl block)`;
  if (here.owner !== null) return `node ${self} accepts no guests: ${ownerWords(here.owner)}`;
  return here.overLimits((spec.memoryMb ?? 0) * 2 ** 20);
}
