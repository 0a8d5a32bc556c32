/** What can go wrong: links that break, hosts and agents that die, patience that ends, a deputy that does. */
import type { Action } from '../protocol.ts';
import { homeEvent, sourceEvent, targetEvent, tellAll } from './carry.ts';
import { isLeftAlone } from './states.ts';
import { isLasting } from './wires.ts';
import { HOME, linkOf, newDeputy, type World, wayOf } from './world.ts';

export function faultsOf(world: World, ids: readonly number[]): Action<World>[] {
  if (world.left.faults === 0) return [];
  const faults: Action<World>[] = [];
  const add = (name: string, act: (world: World) => void): void => {
    faults.push({
      name: `FAULT: ${name}`,
      isOptional: true,
      act: (next) => {
        next.left.faults--;
        next.isCalm = false;
        act(next);
      },
    });
  };
  for (const a of ids) {
    const node = world.nodes[a]!;
    for (const b of ids) {
      const link = linkOf(a, b);
      if (a < b && world.links[link])
        add(`the link between nodes ${a} and ${b} breaks`, (next) => cut(next, a, b));
      if (a !== b && node.isAlive && !world.links[link] && world.nodes[b]!.isAlive)
        add(`node ${a} has heard nothing of node ${b} for too long`, (next) => {
          next.isSilenced = true;
          tellAll(next, a, { on: 'silent', atMs: 0, node: b, name: '', silentMs: Number.MAX_SAFE_INTEGER });
        });
    }
    if (!node.isAlive) continue;
    add(`the agent of node ${a} is killed`, (next) => die(next, a));
    add(`the agent of node ${a} is killed and started again`, (next) => {
      die(next, a, true);
      begin(next, a);
    });
    for (const [index, guest] of node.guests.entries()) {
      if (!guest.host?.isAlive && !(guest.role === 'target' && guest.host === null)) continue;
      add(`a host on node ${a} is killed (${guest.role})`, (next) => killHost(next, a, index));
    }
  }
  if (world.home !== null && world.home.phase.at !== 'ending' && !world.deputy.isTold)
    add('the deputy is told to end', (next) =>
      homeEvent(next, { on: 'end', atMs: 0, code: null, signal: 'SIGINT' }),
    );
  return faults;
}

/** What is kept for the next connection stays; what is on its way else is lost. */
function cut(world: World, a: number, b: number): void {
  world.links[linkOf(a, b)] = false;
  for (const way of [world.ways[wayOf(a, b)]!, world.ways[wayOf(b, a)]!]) {
    way.control = way.control.filter(isLasting);
    way.bulk = [];
  }
}

/** With its hosts; if it is home's machine, with the deputy, which may outlive its agent. */
export function die(world: World, id: number, deputyLives = false): void {
  const node = world.nodes[id]!;
  Object.assign(node, { isAlive: false, guests: [], starting: [], own: [] });
  if (id === HOME) {
    const isOver = world.home === null && !world.deputy.isAlone;
    Object.assign(world, { home: null, homeHasTimer: false, capturing: null, freezing: null, wanted: [] });
    if (!deputyLives) world.deputy = newDeputy();
    else if (!isOver) isLeftAlone(world);
  }
  if (world.anew?.node === id && !world.anew.isAway) world.anew = null;
  for (const other of Object.keys(world.nodes).map(Number)) {
    if (other === id) continue;
    cut(world, id, other);
    const [from, to] = [world.ways[wayOf(id, other)]!, world.ways[wayOf(other, id)]!];
    from.control = [];
    to.control = [];
    from.isBelieved = false;
    to.isMourned = false;
  }
}

/** Its agent is there again, and knows nothing. */
export function begin(world: World, id: number): void {
  world.nodes[id]!.isAlive = true;
  for (const other of Object.keys(world.nodes).map(Number))
    if (other !== id) world.ways[wayOf(id, other)]!.isMourned = true;
}

function killHost(world: World, id: number, index: number): void {
  const guest = world.nodes[id]!.guests[index]!;
  const event = { on: 'hostgone', atMs: 0, reason: 'killed', cpuMs: 0 } as const;
  if (guest.role === 'target') {
    guest.isPreparing = false;
    targetEvent(world, id, guest, event);
  } else {
    Object.assign(guest.host, { isAlive: false, isExecuting: false });
    sourceEvent(world, id, guest, event);
  }
}
