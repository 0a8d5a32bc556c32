import { homeOf } from '../../agent/migration/machine/ids.ts';
import type { TaskId } from '../../protocol/node.ts';
import type { SimNode } from './node.ts';
import type { SimWorld } from './world.ts';

const LOOK_MS = 20;
/** Home and a guest's node find out about each other within this, once their link is up. */
const GRACE_MS = 3_000;

/**
 * A task executes in exactly one place. Strict (no link ever breaks): at every moment. Else a guest that home has given up
 * may compute on, unheard, until it can be told.
 */
export function watchPlaces(world: SimWorld, { isStrict }: { isStrict: boolean }): void {
  const strays = new Map<string, number>();
  const look = (): void => {
    for (const task of world.tasks) {
      const places = world.executing(task);
      if (isStrict && places.length > 1)
        throw new Error(
          `task ${task} executes on ${places.map(({ node }) => node.id)} at ${world.clock.nowMs}`,
        );
      for (const { node, inc } of places) {
        const key = `${task} ${node.id} ${inc}`;
        if (isTolerated(world, task, node, inc)) strays.delete(key);
        else strays.set(key, strays.get(key) ?? world.clock.nowMs);
        if (world.clock.nowMs - (strays.get(key) ?? Infinity) > GRACE_MS) {
          throw new Error(
            `task ${task}: incarnation ${inc} executes on node ${node.id}, home knows of none such`,
          );
        }
      }
    }
    world.clock.after(LOOK_MS, look);
  };
  look();
}

function isTolerated(world: SimWorld, task: TaskId, node: SimNode, inc: number): boolean {
  const homeId = homeOf(task);
  if (node.id !== homeId && !world.network.isUp(node.id, homeId)) return true;
  const state = world.nodes.get(homeId)?.homes.stateOf(task);
  if (state === undefined) return false;
  if (state.phase.at === 'trial' && node.id === state.phase.to && inc === state.phase.inc) return true;
  return node.id === state.node && inc === state.inc;
}
