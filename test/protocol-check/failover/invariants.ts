/** What must hold in every world that can be reached. */
import { refusalOf, type TaskView } from '../../../agent/ha/claims/view.ts';
import { Broken } from '../protocol.ts';
import { viewOf } from './etcd.ts';
import type { Deputy, Entry, Request, Size, World } from './world.ts';

export const INVARIANTS = [
  'one primary an epoch, and what is seen is in one order of epochs: no server does anything for a deputy after one that has followed it',
  'nothing that was seen is lost: whoever becomes the deputy has each call that others have seen, as it was made',
  'each call once, and in order: done again it is the same call',
  'a task is lost only with its deputy and all its standbys: while one of them lives there is a way, on which nothing more goes wrong, to its end',
] as const;

export function checkWorld({ deputies }: World): void {
  const epochs = deputies.flatMap(({ primacy }) => primacy?.epoch ?? []);
  if (new Set(epochs).size < epochs.length)
    throw new Broken(`two are the primary: epochs ${epochs.join(', ')}`);
}

const isBeginOf = (some: readonly Entry[], all: readonly Entry[]): boolean =>
  some.length <= all.length && some.every((entry, i) => entry === all[i]);

/** What a deputy goes on from, on that node. */
export function checkTaken({ server }: World, journal: readonly Entry[], node: number): void {
  if (!isBeginOf(server.seen, journal))
    throw new Broken(
      `node ${node} goes on with calls of epochs [${journal.join()}], and seen were those of [${server.seen.join()}]`,
    );
}

/** A server is asked for a call, and has not refused it. */
export function checkRequest({ server }: World, { call, entry, epoch }: Request): void {
  const { seen, fence } = server;
  if (epoch < fence) throw new Broken(`epoch ${epoch} does something after epoch ${fence}`);
  if (call < seen.length && seen[call] !== entry)
    throw new Broken(`call ${call + 1} is done once more, and otherwise (epochs ${seen[call]} and ${entry})`);
  if (call > seen.length) throw new Broken(`call ${call + 1} is done, and ${seen.length} were`);
}

const isWhole = (world: World, deputy: Deputy, size: Size): boolean => {
  const { isStopped, phase, asked, done, doing, replicas, journal, primacy } = deputy;
  return (
    phase === 'running' &&
    !isStopped &&
    asked === null &&
    !doing &&
    done === size.calls &&
    replicas.every(({ isListed, isLeaving, has }) => isListed && !isLeaving && has === journal.length) &&
    primacy!.epoch === viewOf(world.etcd).epoch
  );
};

/** At once, or when somebody who was named has let his time go by. */
const someoneMayFollow = (nodes: World['nodes'], view: TaskView): boolean =>
  Object.entries(nodes).some(
    ([id, { isAlive, store }]) =>
      isAlive && store.copy !== null && refusalOf({ ...view, next: null }, Number(id)) === null,
  );

/** All is done, by one that has its standbys; or there is nobody left who could go on. */
export function isSettled(world: World, size: Size): boolean {
  const { deputies, nodes, etcd } = world;
  if (deputies.length > 0) return deputies.length === 1 && isWhole(world, deputies[0]!, size);
  const view = viewOf(etcd);
  return view.epoch === null && !someoneMayFollow(nodes, view);
}

/** Nobody is left, and too little has gone wrong for that. */
export function checkLoss(world: World, size: Size): void {
  const { deputies, left } = world;
  if (deputies.length > 0 || !isSettled(world, size)) return;
  // Who hands over goes away: until the next home has found another standby, there is one less.
  const gone = size.faults - left.faults + size.failbacks - left.failbacks;
  if (gone <= size.listed) throw new Broken('the task is lost');
}
