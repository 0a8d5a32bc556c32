/** A planned restart: its node has what executes there, and its own tasks, frozen; ends; and is there again. Or it is not done after all. */
import type { Action } from '../protocol.ts';
import { begin, die } from './faults.ts';
import { send } from './wires.ts';
import { HOME, type World } from './world.ts';

/** Whose agent somebody wants to begin anew: where the task executes, or its home. */
export function commandsOf({ home, anew, left, nodes }: World): Action<World>[] {
  if (left.restarts === 0 || anew !== null || home?.phase.at !== 'running') return [];
  const where = [...new Set([HOME, home.node])].filter((node) => nodes[node]!.isAlive);
  return where.map((node) => ({
    name: `node ${node} is to begin anew`,
    isOptional: true,
    act: (next) => {
      next.left.restarts--;
      next.anew = { node, isAway: false };
      send(next, node, HOME, { command: 'freeze' });
    },
  }));
}

export function begunAnew(world: World): Action<World>[] {
  const { anew, home, nodes } = world;
  if (anew === null) return [];
  const { node, isAway } = anew;
  if (isAway)
    return [
      {
        name: `node ${node} begins anew`,
        act: (next) => {
          next.anew = null;
          begin(next, node);
        },
      },
    ];
  const { guests, starting } = nodes[node]!;
  const isFrozen = home?.phase.at === 'frozen' && !home.phase.goesOn;
  const hasNothing = node === HOME ? home === null : guests.length + starting.length === 0;
  const actions: Action<World>[] = [
    {
      name: `node ${node} does not begin anew`,
      act: (next) => {
        next.anew = null;
        // Whom it knows to be frozen it has go on.
        if (isFrozen) send(next, node, HOME, { command: 'thaw' });
      },
    },
  ];
  if (isFrozen || hasNothing)
    actions.push({
      name: `node ${node} ends, to begin anew`,
      act: (next) => {
        next.anew = { node, isAway: true };
        die(next, node, true);
      },
    });
  return actions;
}
