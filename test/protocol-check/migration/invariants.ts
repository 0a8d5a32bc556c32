/** What must hold in every world that can be reached. */
import { accepts } from '../../../agent/migration/machine/home-state.ts';
import { Broken } from '../protocol.ts';
import { type Host, sourcesOf, type TaskRecord, targetsOf, type World } from './world.ts';

export const INVARIANTS = [
  'one executor: home accepts the records of one host at most; where nothing has gone wrong one executes at most, and one that executes is that of home, its trial, or given up and so numbered; none that home takes to be frozen executes',
  'each call once, in order; an incarnation begins with its attach, from where the task was or a state that the log goes on from, and an older one is never heard again',
  'nothing is lost while nothing has gone wrong, nor while home and the host that executes it live, unless a node was given up for its silence; what is frozen goes on',
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

export function checkWorld(world: World): void {
  const all = executing(world);
  const { home, deputy } = world;
  if (world.isCalm && all.length > 1)
    throw new Broken(`it executes on nodes ${all.map(({ node }) => node).join(' and ')}`);
  // One that is being ended needs none.
  if (deputy.goesOn && deputy.frozen === null && home?.phase.at !== 'ending')
    throw new Broken('it is to go on, and its state is gone');
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
    if (home.phase.at === 'frozen' && node === home.node && host.inc === home.inc)
      throw new Broken(`node ${node} executes what home takes to be frozen`);
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

/** Where an incarnation begins: what its deputy has executed since, it does not ask for as if that were new. */
export function checkAttach(
  { deputy }: World,
  { calls, isWaiting }: Extract<TaskRecord, { k: 'attach' }>,
): void {
  const isThere = calls === deputy.calls || (isWaiting && calls + 1 === deputy.calls);
  if (!deputy.isLogged && !isThere)
    throw new Broken(`it goes on from call ${calls}, and ${deputy.calls} were made`);
  if (calls < deputy.base.calls)
    throw new Broken(`it goes on from call ${calls}, and its log begins with ${deputy.base.calls}`);
}

/** Home says that the task is lost, which executed on that node. */
export function checkLoss(world: World, executed: number, reason: string): void {
  const { home } = world;
  if (world.isCalm) throw new Broken(`it is lost (${reason}), and nothing has gone wrong`);
  const node = world.nodes[executed];
  if (world.isSilenced || !node?.isAlive || !home) return;
  const alive = sourcesOf(node).find(({ state, host }) => state.inc === home.inc && host.isAlive);
  if (alive) throw new Broken(`it is lost (${reason}), and lives on node ${executed}`);
}

/** The task executes and nothing else is left of it, or it is over and nothing is left. */
export function isSettled(world: World): boolean {
  const { home, deputy, anew, freezing } = world;
  const nodes = Object.values(world.nodes);
  if (anew !== null || freezing !== null || deputy.asking !== null || deputy.isAlone || deputy.tells)
    return false;
  const guests = nodes.flatMap((node) => node.guests);
  if (nodes.some((node) => node.starting.length > 0)) return false;
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
