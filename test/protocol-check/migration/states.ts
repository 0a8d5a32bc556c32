/**
 * States that a deputy asks for, and how they come: of agent/tasks/home-task.ts and agent/deputy/checkpointing.ts what they decide, as plainly as that goes.
 */
import { isAbout, isHeldFor } from '../../../agent/migration/machine/asked.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import { Broken } from '../protocol.ts';
import { send } from './wires.ts';
import { HOME, TASK, type TaskRecord, type World } from './world.ts';

/** Agents ask a hundred times; here it is asked once more. */
const MOST_TRIES = 2;

/** Its state is asked for where it executes, and it is not moving. */
export const mayAsk = ({ home, capturing, deputy }: World): boolean =>
  home?.phase.at === 'running' &&
  home.phase.movingTo === null &&
  capturing === null &&
  !deputy.isTold &&
  !deputy.tells &&
  deputy.frozen === null &&
  !(deputy.isLogged && deputy.reached < deputy.calls);

/** The deputy begins to ask, or asks once more. */
export function ask(world: World, hold: boolean): void {
  const { deputy, home } = world;
  const fresh = {
    asked: deputy.asked + 1,
    hold,
    tries: 0,
    begun: null,
    isWhole: false,
    isLeft: false,
    isInterrupted: false,
  };
  const asking = deputy.asking ?? { ...fresh, isAsked: true };
  deputy.asking = { ...asking, isAsked: true, tries: asking.tries + 1 };
  deputy.asked = asking.asked;
  deputy.owed++;
  const { node, inc } = home!;
  const { asked } = asking;
  world.capturing = { node, inc, hold: asking.hold, asked };
  send(world, HOME, node, {
    message: {
      op: 'checkpoint',
      task: TASK,
      inc,
      ...(asking.hold && { hold: true }),
      ...(world.isNumbered && { asked }),
    },
  });
}

export function captured(
  world: World,
  from: number,
  message: Extract<PeerMessage, { op: 'checkpointed' }>,
): void {
  const { capturing, deputy } = world;
  const { inc, refusal, busy } = message;
  if (capturing?.node !== from || capturing.inc !== inc) return;
  if (!isAbout(message, capturing)) return;
  world.capturing = null;
  const { asking } = deputy;
  if (asking === null) return;
  // One that has come is one, whatever is said after it; one that is not to be held is not frozen.
  if (asking.isWhole && (refusal === null || !asking.hold)) complete(world);
  else if (refusal === null) asking.isLeft = true;
  else if (busy && !asking.isWhole && asking.tries < MOST_TRIES) asking.isAsked = false;
  else isRefused(world);
}

type StateRecord = Extract<TaskRecord, { k: 'checkpoint' }>;

/** In the task's stream: none comes that was not asked for. */
export function stateBegins({ deputy }: World, { progress, holds, asked }: StateRecord): void {
  if (deputy.owed === 0) throw new Broken('a state comes that nobody has asked for');
  deputy.owed--;
  deputy.coming = progress;
  const { asking } = deputy;
  deputy.isLate =
    asking === null ||
    asking.begun !== null ||
    (asking.hold && !isHeldFor({ hold: holds, asked }, asking.asked));
  if (asking !== null && !deputy.isLate) asking.begun = progress;
}

export function stateEnds(world: World): void {
  const { deputy } = world;
  if (deputy.coming === null) throw new Broken('a state ends that has not begun');
  deputy.base = deputy.coming;
  deputy.coming = null;
  const { asking } = deputy;
  if (asking === null || asking.begun === null || deputy.isLate) return;
  asking.isWhole = true;
  if (asking.isLeft) complete(world);
}

function complete(world: World): void {
  const { deputy } = world;
  const { hold, isInterrupted, begun } = deputy.asking!;
  if (isInterrupted) {
    isRefused(world);
    return;
  }
  deputy.asking = null;
  if (!hold) return;
  deputy.frozen = begun;
  deputy.tells = true;
}

/** No state, for now. The task may be held all the same: it is told to go on. */
export function isRefused(world: World): void {
  const { deputy, home } = world;
  const isHold = deputy.asking?.hold ?? true;
  deputy.asking = null;
  if (!isHold) return;
  isFrozenNoMore(world);
  world.freezing = null;
  if (home) send(world, HOME, home.node, { message: { op: 'thaw', task: TASK, inc: home.inc } });
}

export function isFrozenNoMore({ deputy }: World): void {
  deputy.frozen = null;
}

/** Home says that it is lost: what was asked for does not come. */
export function lostToDeputy(world: World): void {
  const { capturing, deputy } = world;
  world.capturing = null;
  deputy.isTold = true;
  const { asking } = deputy;
  if (capturing !== null && asking?.isWhole && !asking.hold) complete(world);
  else if (capturing !== null && asking !== null) isRefused(world);
  isInterrupted(world);
}

function isInterrupted(world: World): void {
  const { deputy } = world;
  deputy.owed = 0;
  if (deputy.frozen === null) deputy.coming = null;
  if (deputy.asking === null) return;
  deputy.asking.isInterrupted = true;
  if (!deputy.asking.isWhole) isRefused(world);
}

/** The agent of its home is gone, and it lives. */
export function isLeftAlone(world: World): void {
  const { deputy } = world;
  Object.assign(deputy, { asking: null, tells: false, goesOn: false, isTold: false, isAlone: true });
  isInterrupted(world);
}
