import type { TaskId } from '../../protocol/node.ts';
import { watchPlaces } from './places.ts';
import { NO_FAULTS, SimWorld } from './world.ts';

/** Longer than every bound of the machines together. */
const QUIET_MS = 200_000;

/** A cluster in which nothing goes wrong and the balancer alone moves tasks. */
export function calm(seed: number): SimWorld {
  const world = new SimWorld(seed, NO_FAULTS, 1);
  const { random } = world;
  const nodes = random.int(2, 6);
  const isEqual = random.chance(0.5);
  for (let id = 1; id <= nodes; id++) {
    world.addNode(id, isEqual ? {} : { cpus: random.int(1, 4), speed: random.pick([5_000, 10_000, 20_000]) });
  }
  watchPlaces(world, { isStrict: true });
  const tasks = random.int(1, 2 * nodes);
  for (let pid = 1; pid <= tasks; pid++) {
    const program = {
      calls: random.int(20, 600),
      callCpuMs: random.pick([20, 100]),
      stateBytes: random.int(1e3, 1e7),
    };
    world.clock.after(random.between(0, 3_000), () => world.startTask(random.int(1, nodes), pid, program));
  }
  runOut(world, 5_000, 2_000_000);
  return world;
}

/** Tasks that are moved all the time; hosts that hold, refuse and cannot; messages that come again late. Nothing dies. */
export function restless(seed: number): SimWorld {
  const world = new SimWorld(
    seed,
    { holding: 0.2, uncapturable: 0.1, ahead: 0.2, refuse: 0.1, replay: 0.1 },
    5,
  );
  const { random } = world;
  const nodes = random.int(2, 5);
  for (let id = 1; id <= nodes; id++) world.addNode(id);
  watchPlaces(world, { isStrict: true });
  for (let pid = 1; pid <= 4; pid++) startSome(world, pid, nodes);
  everyNow(world, 5, 400, 60_000, () => moveSome(world));
  everyNow(world, 500, 5_000, 60_000, () => stopSomeDeputy(world, random.between(0, 3_000)));
  runOut(world, 60_000, QUIET_MS);
  return world;
}

/** The same with links that break, nodes and hosts that are killed, users who press Ctrl-C: each seed has its own mix. */
export function stormy(seed: number): SimWorld {
  const world = new SimWorld(
    seed,
    { holding: 0.1, uncapturable: 0.05, ahead: 0.2, refuse: 0.1, replay: 0.05 },
    1,
  );
  const { random } = world;
  world.network.latencyMs = random.pick([1, 10, 100]);
  const nodes = random.int(2, 5);
  const endMs = 40_000;
  for (let id = 1; id <= nodes; id++) world.addNode(id);
  watchPlaces(world, { isStrict: false });
  for (let pid = 1; pid <= 6; pid++)
    world.clock.after(random.between(0, 20_000), () => startSome(world, pid, nodes));
  everyNow(world, 5, 300, endMs, () => moveSome(world));
  const mix = (low: number, high: number, action: () => void): void => {
    if (random.chance(0.6)) everyNow(world, low, high, endMs, action);
  };
  mix(20, 1_000, () => breakSomeLink(world, random.between(0, 5_000)));
  mix(20, 300, () => breakSomeLink(world, random.between(0, 300)));
  mix(2_000, 20_000, () => killSomeNode(world));
  mix(2_000, 30_000, () => killSomeHost(world));
  mix(2_000, 20_000, () => {
    const task = anyTask(world);
    if (task !== undefined) world.homeOf(task)?.deputyOf(task)?.stop(null, 'SIGINT');
  });
  mix(500, 5_000, () => stopSomeDeputy(world, random.between(0, 3_000)));
  runOut(world, endMs, QUIET_MS);
  return world;
}

/** Until nothing of any task is left, or the bound is reached; tasks are started and things go wrong until `startMs`. */
function runOut(world: SimWorld, startMs: number, boundMs: number): void {
  world.clock.runUntil(startMs);
  while (!world.isQuiet() && world.clock.nowMs < startMs + boundMs)
    world.clock.runUntil(world.clock.nowMs + 1_000);
}

function everyNow(world: SimWorld, lowMs: number, highMs: number, endMs: number, action: () => void): void {
  const next = (): void => {
    world.clock.after(world.random.between(lowMs, highMs), () => {
      if (world.clock.nowMs > endMs) return;
      action();
      next();
    });
  };
  next();
}

function startSome(world: SimWorld, pid: number, nodes: number): void {
  const { random } = world;
  const home = random.int(1, nodes);
  if (!world.nodes.has(home)) return;
  const program = {
    calls: random.int(20, 400),
    callCpuMs: random.pick([5, 20, 80]),
    stateBytes: random.pick([1e3, 1e6, 1e8]),
  };
  world.startTask(home, pid, program, random.chance(0.2) ? [random.int(1, nodes)] : []);
}

const anyTask = (world: SimWorld): TaskId | undefined =>
  world.tasks.length === 0 ? undefined : world.random.pick(world.tasks);

function moveSome(world: SimWorld): void {
  const task = anyTask(world);
  if (task === undefined) return;
  const to = world.random.pick([...world.nodes.keys()]);
  world.homeOf(task)?.event(task, { on: 'decide', atMs: world.clock.nowMs, to, reason: 'user' });
}

function breakSomeLink(world: SimWorld, healMs: number): void {
  const ids = [...world.nodes.keys()];
  const [a, b] = [world.random.pick(ids), world.random.pick(ids)];
  if (a !== b) world.breakLink(a, b, healMs);
}

/** Rather one to which a task is just moving. */
function killSomeNode(world: SimWorld): void {
  const ids = [...world.nodes.keys()];
  const targets = ids.filter((id) => world.nodes.get(id)!.guests.isTarget);
  const id = world.random.pick(targets.length > 0 && world.random.chance(0.7) ? targets : ids);
  if (ids.length > 1) world.killNode(id, world.random.chance(0.8) ? world.random.between(10, 4_000) : null);
}

function stopSomeDeputy(world: SimWorld, goOnMs: number): void {
  const task = anyTask(world);
  const deputy = task === undefined ? undefined : world.homeOf(task)?.deputyOf(task);
  deputy?.setStopped(true);
  world.clock.after(goOnMs, () => deputy?.setStopped(false));
}

function killSomeHost(world: SimWorld): void {
  const hosts = [...world.nodes.values()].flatMap((node) => node.guests.hosts());
  if (hosts.length === 0) return;
  const host = world.random.pick(hosts);
  world.checks.of(host.spec.task).mayBeLost = true;
  host.kill('killed by signal 9');
}
