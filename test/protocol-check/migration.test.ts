import { describe, expect, it } from 'vitest';
import { newHost } from './migration/carry.ts';
import { firstWorld, migration } from './migration/index.ts';
import { checkAttach, checkCall, checkLoss, checkWorld, isSettled } from './migration/invariants.ts';
import { stateBegins } from './migration/states.ts';
import { BEGINNING, HOME, type Size, type Source, type World } from './migration/world.ts';
import { Broken } from './protocol.ts';
import { walk } from './walk.ts';

const SMALL: Size = { nodes: 2, moves: 1, faults: 1, calls: 1, checkpoints: 0, restarts: 0, at: 1 };
const MOST = { most: 100_000 };

describe('the protocol of a migration', () => {
  it.each<[string, Partial<Size>]>([
    ['two nodes, a move, a fault at any point', {}],
    ['three nodes, one move after the other', { nodes: 3, faults: 0 }],
    ['an agent that begins anew, with a move', { faults: 0, restarts: 1 }],
    ['an agent that begins anew, with a fault at any point', { moves: 0, calls: 0, restarts: 1 }],
    ['a checkpoint, and a fault at any point', { moves: 0, checkpoints: 1 }],
  ])('%s: all holds in every world', (_, size) => {
    const { trace, isCut, worlds, settled } = walk(migration({ ...SMALL, ...size }), MOST);
    expect(trace).toBeNull();
    expect(isCut).toBe(false);
    expect(worlds).toBeGreaterThan(200);
    expect(settled).toBeGreaterThan(50);
  });
});

/** Somebody wants to begin anew, gives that up as the link breaks, and wants to once more. */
const TWICE = [
  '1>2 run',
  'node 2 starts incarnation 1',
  '2>1 running',
  '2>1 attach of incarnation 1',
  'node 1 is to begin anew',
  'node 1 to itself: command to freeze',
  'the deputy asks for its state, to freeze it',
  '1>2 checkpoint',
  'node 2, incarnation 1: its state leaves for home',
  'node 2, incarnation 1: kept',
  'node 1 does not begin anew',
  'node 1 is to begin anew',
  'FAULT: the link between nodes 1 and 2 breaks',
  'node 1 finds the link to node 2 broken',
  'node 2 finds the link to node 1 broken',
  'the deputy asks for its state no more',
  'node 1 to itself: command to freeze',
  'nodes 1 and 2 connect',
  '1>2 thaw',
  'the deputy asks for its state, to freeze it',
  '2>1 checkpoint of incarnation 1',
  '2>1 state of incarnation 1',
  '2>1 checkpointed',
];
const IS_FROZEN = 'its agent hears that the deputy has its state';

describe('a state that was asked for before, and comes when it is asked for again', () => {
  function after(isNumbered: boolean): { world: World; act(name: string): void; names(): string[] } {
    const protocol = migration({ ...SMALL, moves: 0, restarts: 2, at: 2, isNumbered });
    const world = protocol.first();
    const act = (name: string): void => {
      const action = protocol.actions(world).find((one) => one.name === name);
      if (!action) throw new Error(`no '${name}' here`);
      action.act(world);
      protocol.check(world);
    };
    for (const name of TWICE) act(name);
    return { world, act, names: () => protocol.actions(world).map(({ name }) => name) };
  }

  it('is taken for what was asked for, where an older omosix does not say which it is', () => {
    const { act } = after(false);
    expect(() => act(IS_FROZEN)).toThrow('node 2 executes what home takes to be frozen');
  });

  it('is told from it by its number, and that comes', () => {
    const { act, names, world } = after(true);
    expect(names()).not.toContain(IS_FROZEN);
    act('1>2 activate');
    act('1>2 checkpoint');
    act('node 2, incarnation 1: its state leaves for home');
    act('node 2, incarnation 1: kept');
    for (const _ of [1, 2, 3]) act(names().find((name) => name.startsWith('2>1'))!);
    act(IS_FROZEN);
    expect(world.home?.phase.at).toBe('frozen');
  });
});

describe('what must not be is found', () => {
  /** One task that executes at home. */
  function running(): World {
    const world = firstWorld(SMALL);
    world.home = { ...world.home!, phase: { at: 'running', movingTo: null } };
    world.nodes[HOME]!.starting = [];
    world.nodes[HOME]!.guests = [source(1)];
    return world;
  }
  const source = (inc: number): Source => ({
    role: 'source',
    state: { inc, phase: { at: 'running' } } as Source['state'],
    host: newHost(BEGINNING, inc, true),
    hasTimer: false,
  });
  const gone = { isCalm: false };

  it('nothing is wrong with one that executes', () => {
    expect(() => checkWorld(running())).not.toThrow();
    expect(isSettled(running())).toBe(true);
  });

  it('two that execute while nothing has gone wrong, and one that home does not know', () => {
    const world = running();
    world.nodes[2]!.guests = [source(1)];
    expect(() => checkWorld(world)).toThrow(Broken);
    expect(() => checkWorld({ ...world, ...gone })).not.toThrow();
    expect(isSettled(world)).toBe(false);
    world.nodes[2]!.guests = [source(2)];
    expect(() => checkWorld({ ...world, ...gone })).toThrow(
      'node 2 executes incarnation 2, of which home knows nothing',
    );
  });

  it('one that executes and is taken to be frozen; one that is to go on, and from nothing', () => {
    const world = running();
    const frozen = { at: 'frozen', asked: false, isGone: false, goesOn: true } as const;
    world.home = { ...world.home!, phase: frozen };
    expect(() => checkWorld(world)).toThrow('node 1 executes what home takes to be frozen');
    world.nodes[HOME]!.guests = [];
    world.deputy.goesOn = true;
    expect(() => checkWorld(world)).toThrow('its state is gone');
  });

  it('a call that is left out, an incarnation that begins in the middle, and an older one', () => {
    const { deputy, ...rest } = running();
    const world = { ...rest, deputy: { ...deputy, inc: 2, calls: 1 } };
    expect(() => checkCall(world, { k: 'call', inc: 2, call: 3 })).toThrow('call 3 comes after 1');
    expect(() => checkCall(world, { k: 'call', inc: 3, call: 2 })).toThrow(
      'incarnation 3 begins with a call',
    );
    expect(() => checkCall(world, { k: 'call', inc: 1, call: 1 })).toThrow('incarnation 1 is heard after 2');
  });

  it('a state from before what was done, without a log that has it, or from before that begins', () => {
    const { deputy, ...rest } = running();
    const attach = { k: 'attach', inc: 2, calls: 1, isWaiting: false } as const;
    const after = (more: Partial<World['deputy']>): World => ({ ...rest, deputy: { ...deputy, ...more } });
    expect(() => checkAttach(after({ calls: 2 }), attach)).toThrow('from call 1, and 2 were made');
    expect(() => checkAttach(after({ calls: 2 }), { ...attach, isWaiting: true })).not.toThrow();
    expect(() => checkAttach(after({ calls: 2, isLogged: true }), attach)).not.toThrow();
    const base = { calls: 2, isWaiting: false };
    expect(() => checkAttach(after({ calls: 2, isLogged: true, base }), attach)).toThrow('log begins with 2');
    expect(() =>
      stateBegins(running(), { k: 'checkpoint', inc: 1, progress: BEGINNING, holds: false }),
    ).toThrow('nobody has asked for');
  });

  it('a loss of what lives, and one without a cause', () => {
    expect(() => checkLoss(running(), HOME, 'why')).toThrow('nothing has gone wrong');
    expect(() => checkLoss({ ...running(), ...gone }, HOME, 'why')).toThrow(
      'it is lost (why), and lives on node 1',
    );
    expect(() => checkLoss({ ...running(), ...gone, isSilenced: true }, HOME, 'why')).not.toThrow();
  });
});
