/** What a deputy does by itself, and when it is told that its task is lost, or has lost its agent. */
import { newHome } from '../../../agent/migration/machine/home-state.ts';
import type { Action } from '../protocol.ts';
import { carryOutHome, homeEvent } from './carry.ts';
import { again, stateToGoOnFrom, tellFrozen } from './freezing.ts';
import { ask, isRefused, mayAsk } from './states.ts';
import { HOME, TASK, type World } from './world.ts';

/** As agent/tasks/home-tasks.ts leaves out: what the agent before may have given. */
const UNSEEN_INCARNATIONS = 1_000;

export function ofDeputy(world: World, ids: readonly number[]): Action<World>[] {
  const { deputy, nodes } = world;
  if (deputy.isAlone) return nodes[HOME]!.isAlive ? whenAlone(world, ids) : [];
  if (world.home === null) return [];
  return [...whenTold(world, ids), ...withStates(world)];
}

function whenTold(world: World, ids: readonly number[]): Action<World>[] {
  const { home, deputy } = world;
  if (deputy.tells) return [{ name: 'its agent hears that the deputy has its state', act: tellFrozen }];
  if (deputy.goesOn) {
    const { phase, node } = home!;
    const on = phase.at === 'frozen' && phase.asked ? node : HOME;
    return [{ name: `the deputy has it go on, on node ${on}`, act: (next) => again(next, [on]) }];
  }
  if (!deputy.isTold) return [];
  const actions: Action<World>[] = startsOf(world, ids).map((node) => ({
    name: `the deputy has it done again on node ${node}`,
    act: (next) => again(next, [node]),
  }));
  if (deputy.frozen === null && !deputy.isLogged)
    actions.push({
      name: 'the deputy ends',
      act: (next) => {
        next.deputy.isTold = false;
        homeEvent(next, { on: 'end', atMs: 0, code: 1, signal: null });
      },
    });
  return actions;
}

/** From a state at home, from its beginning anywhere. */
function startsOf(world: World, ids: readonly number[]): readonly number[] {
  const { calls, isWaiting } = stateToGoOnFrom(world);
  return calls === 0 && !isWaiting ? ids : [HOME];
}

/** With the next agent of its home. */
function whenAlone(world: World, ids: readonly number[]): Action<World>[] {
  const { deputy } = world;
  const actions: Action<World>[] = startsOf(world, ids).map((node) => ({
    name: `the deputy has the next agent start it on node ${node}`,
    act: (next) => {
      next.deputy.isAlone = false;
      next.deputy.from = stateToGoOnFrom(next);
      if (next.deputy.frozen === null) next.deputy.isLogged = true;
      const after = next.deputy.inc + UNSEEN_INCARNATIONS;
      const [state, effects] = newHome({ task: TASK, self: HOME, nodes: [node], lostAfterMs: 1, after });
      next.home = state;
      carryOutHome(next, effects, HOME);
    },
  }));
  // One without `--checkpoint-every` is lost, but where it is frozen.
  if (deputy.frozen === null && !deputy.isLogged)
    actions.push({
      name: 'the deputy ends',
      act: (next) => {
        next.deputy.isAlone = false;
      },
    });
  return actions;
}

function withStates(world: World): Action<World>[] {
  const { deputy, freezing, left } = world;
  const actions: Action<World>[] = [];
  const add = (name: string, act: (next: World) => void): void => void actions.push({ name, act });
  const { asking } = deputy;
  if (asking !== null && !asking.isAsked) {
    if (mayAsk(world)) add('the deputy asks for its state once more', (next) => ask(next, asking.hold));
    add('the deputy asks for its state no more', isRefused);
  }
  if (asking !== null) return actions;
  if (freezing !== null && !deputy.tells) {
    if (mayAsk(world)) add('the deputy asks for its state, to freeze it', (next) => ask(next, true));
    add('the deputy freezes nothing', isRefused);
  } else if (left.checkpoints > 0 && mayAsk(world))
    actions.push({
      name: 'the deputy asks for a checkpoint',
      isOptional: true,
      act: (next) => {
        next.left.checkpoints--;
        ask(next, false);
      },
    });
  return actions;
}
