/** What must hold in every world that can be reached. */
import { accepts } from '../../agent/migration/machine/home-state.ts';
import { HOME, type Host, sourcesOf, type TaskRecord, targetsOf, type World } from './world.ts';

export class Broken extends Error {}

export const INVARIANTS = [
  'one executor: home accepts the records of one host at most; where nothing has gone wrong one executes at most, and one that executes is that of home, its trial, or given up and so numbered',
  'each call once, in order; an incarnation begins with its attach, and an older one is never heard again',
  'nothing is lost while home and the host that executes it live, unless a node was given up for its silence',
  'from every world there is a way, on which nothing more goes wrong, to one in which the task executes or is over, and nothing else is left',
] as const;

/** Every host that executes, with its node. */
function executing(world: World): { node: number; host: Host }[] {
  return Object.entries(world.nodes).flatMap(([id, node]) =>
    [...sourcesOf(node), ...targetsOf(node)]
      .map(({ host }) => host)
      .filter((host) => host?.isExecuting)
      .map((host) => ({ node: Number(id), host: host! })),
  );
}

/** `isCalm`: nothing has gone wrong so far. */
export function checkWorld(world: World, isCalm: boolean): void {
  const all = executing(world);
  const { home } = world;
  if (isCalm && all.length > 1)
    throw new Broken(`it executes on nodes ${all.map(({ node }) => node).join(' and ')}`);
  if (home === null) return;
  const heard = all.filter(({ node, host }) => accepts(home, node, host.inc));
  if (heard.length > 1) throw new Broken(`home hears nodes ${heard.map(({ node }) => node).join(' and ')}`);
  for (const { node, host } of all) {
    const isTrial = home.phase.at === 'trial' && home.phase.to === node && home.phase.inc === host.inc;
    const isPast =
      host.inc <= home.inc || home.fenced.some((one) => one.node === node && one.inc >= host.inc);
    const isEnding = home.phase.at === 'ending' || home.phase.at === 'lost';
    if (!isTrial && !isPast && !isEnding)
      throw new Broken(`node ${node} executes incarnation ${host.inc}, of which home knows nothing`);
  }
}

/** A record that the deputy hears. */
export function checkCall({ deputy }: World, record: TaskRecord): void {
  if (record.inc < deputy.inc) throw new Broken(`incarnation ${record.inc} is heard after ${deputy.inc}`);
  if (record.inc > deputy.inc && record.k !== 'attach')
    throw new Broken(`incarnation ${record.inc} begins with a ${record.k}`);
  if (record.k === 'call' && record.call > deputy.calls + 1)
    throw new Broken(`call ${record.call} comes after ${deputy.calls}`);
}

/** Home says that the task is lost, which executed on that node. */
export function checkLoss(world: World, executed: number, reason: string): void {
  const { home } = world;
  const node = world.nodes[executed];
  if (world.isSilenced || !node?.isAlive || !home) return;
  const alive = sourcesOf(node).find(({ state, host }) => state.inc === home.inc && host.isAlive);
  if (alive) throw new Broken(`it is lost (${reason}), and lives on node ${executed}`);
}

/** The task executes and nothing else is left of it, or it is over and nothing is left. */
export function isSettled(world: World): boolean {
  const guests = Object.values(world.nodes).flatMap(({ guests }) => guests);
  const starting = Object.values(world.nodes).some((node) => node.starting.length > 0);
  if (starting) return false;
  const { home } = world;
  if (home === null) return guests.length === 0;
  if (home.phase.at !== 'running' || home.phase.movingTo !== null || guests.length !== 1) return false;
  const [one] = sourcesOf(world.nodes[home.node]!);
  return (
    one !== undefined &&
    one.state.inc === home.inc &&
    one.state.phase.at === 'running' &&
    one.host.isExecuting
  );
}

export const isHomeGone = (world: World): boolean => !world.nodes[HOME]!.isAlive;
