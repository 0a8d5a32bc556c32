/** A task is frozen by its home: what cannot be is undone where the task executes by then. */
import { describe, expect, it } from 'vitest';
import type { Hub } from '../../agent/hub.ts';
import { Freezing, type FreezingParts } from '../../agent/tasks/freezing.ts';

type Said = Parameters<Hub['send']>;

function frozenBy(asked: { freeze(): Promise<void>; unfreeze(goOn: boolean): void }) {
  const said: Said[] = [];
  const steps: string[] = [];
  const late: (() => void)[] = [];
  const at = { node: 2, inc: 1, phase: { at: 'running', movingTo: null } as const };
  const hub = {
    clock: {
      nowMs: () => 0,
      after: (_ms: number, callback: () => void) => late.push(callback) && (() => {}),
    },
    post: (happening: () => void) => happening(),
    send: (...each: Said) => said.push(each),
  } as unknown as Hub;
  const deputy = asked as unknown as ReturnType<FreezingParts['deputy']>;
  const freezing = new Freezing({
    name: '1:7',
    hub,
    deputy: () => deputy,
    at: () => at,
    step: ({ on }) => steps.push(on),
  });
  return { freezing, said, steps, late, at };
}

describe('a task that is to be frozen', () => {
  it('dies, begins elsewhere and is held there: it is thawed there, for its deputy has no state of it', async () => {
    const unfrozen: boolean[] = [];
    const { freezing, said, steps, at } = frozenBy({
      freeze: async () => {
        Object.assign(at, { node: 3, inc: 2 });
        throw new Error('its node died meanwhile');
      },
      unfreeze: (goOn) => unfrozen.push(goOn),
    });
    await expect(freezing.freeze(2, 1000)).rejects.toThrow('died meanwhile');
    expect(said).toEqual([[3, { op: 'thaw', task: '1:7', inc: 2 }]]);
    expect(unfrozen).toEqual([false]);
    expect(steps).toEqual([]);
  });

  it('is frozen after all when nobody waits any more: it is thawed where it is then', async () => {
    let answer = (): void => {};
    const { freezing, said, late, at } = frozenBy({
      freeze: () => new Promise((resolve) => (answer = resolve)),
      unfreeze: () => {},
    });
    const asked = freezing.freeze(2, 1000);
    for (const each of late) each();
    await expect(asked).rejects.toThrow('has not answered');
    Object.assign(at, { node: 3, inc: 2 });
    answer();
    await new Promise((next) => setImmediate(next));
    expect(said).toEqual([[3, { op: 'thaw', task: '1:7', inc: 2 }]]);
  });
});
