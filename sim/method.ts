import type { NodeInfo } from '../protocol/node.ts';
import type { Knowledge } from './knowledge.ts';
import type { Machines } from './machines.ts';
import type { World } from './world.ts';

/** What a method gets. */
export interface Surroundings {
  world: World;
  machines: Machines;
  /** What a node knows by gossip. */
  knows(node: number): Knowledge;
  /** A node's own announcement now. */
  announces(node: number): NodeInfo;
  /** A number from 0 up to 1, by chance. */
  random(): number;
  /** Each decision with its numbers. */
  trace(decision: object): void;
}

/** A way to assign tasks to machines. */
export interface Method {
  /** Where a new task starts. */
  place(task: number): number;
  /** Once in a period for each node: moves of tasks that execute. */
  tick?(node: number): void;
  ended?(task: number): void;
}

export interface MethodKind {
  name: string;
  title: string;
  /** Needs what nodes announce. */
  listens: boolean;
  create(around: Surroundings): Method;
}
