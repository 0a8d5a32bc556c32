import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT_A_TIME,
  type Evacuation,
  type EvacuationEffect,
  type EvacuationEvent,
  GRACE_MS,
  stepEvacuation,
} from '../../agent/owner/evacuation.ts';

/** A node with guests of which some leave when asked. */
class SimNode {
  state: Evacuation = new Map();
  readonly guests = new Map<string, { isFrozen: boolean; asked: number; isAsked: boolean }>();
  atMs = 0;

  come(...tasks: string[]): void {
    for (const task of tasks) this.guests.set(task, { isFrozen: false, asked: 0, isAsked: false });
  }

  look(isNeeded: boolean): string[] {
    return this.step({ on: 'look', atMs: this.atMs, isNeeded, guests: [...this.guests.keys()] });
  }

  stays(task: string): string[] {
    const guest = this.guests.get(task);
    if (guest) guest.isAsked = false;
    return this.step({ on: 'stayed', atMs: this.atMs, task });
  }

  private step(event: EvacuationEvent): string[] {
    const [next, effects] = stepEvacuation(this.state, event);
    this.state = next;
    return effects.map((effect) => this.carryOut(effect));
  }

  private carryOut(effect: EvacuationEffect): string {
    const guest = this.guests.get(effect.task)!;
    if (effect.do !== 'ask') guest.isFrozen = effect.do === 'freeze';
    else {
      expect(guest.isAsked).toBe(false);
      guest.isAsked = true;
      expect(effect.attempt).toBe(++guest.asked);
    }
    return `${effect.do} ${effect.task}`;
  }
}

describe('a node that its owner needs', () => {
  it('asks each guest at once, some at a time', () => {
    const node = new SimNode();
    const tasks = Array.from({ length: AT_A_TIME + 2 }, (_, i) => `1:${i}`);
    node.come(...tasks);
    expect(node.look(true)).toEqual(tasks.slice(0, AT_A_TIME).map((task) => `ask ${task}`));
    expect(node.look(true)).toEqual([]);
    node.guests.delete('1:0');
    node.guests.delete('1:1');
    expect(node.look(true)).toEqual(tasks.slice(AT_A_TIME).map((task) => `ask ${task}`));
  });

  it('freezes what does not leave and asks it again, ever less often; thaws it when the owner has gone', () => {
    const node = new SimNode();
    node.come('1:1');
    node.look(true);
    expect(node.stays('1:1')).toEqual(['freeze 1:1']);
    const asked: number[] = [];
    for (; node.atMs < 300_000; node.atMs += 500) {
      if (!node.look(true).includes('ask 1:1')) continue;
      asked.push(node.atMs);
      expect(node.stays('1:1')).toEqual([]);
    }
    expect(asked.slice(0, 4)).toEqual([2_000, 6_000, 14_000, 30_000]);
    expect(asked.at(-1)! - asked.at(-2)!).toBe(60_000);
    expect(node.look(false)).toEqual(['thaw 1:1']);
    expect(node.look(false)).toEqual([]);
  });

  it('freezes what is still here after a while, also where nothing was answered; and who came late later', () => {
    const node = new SimNode();
    node.come('1:1');
    node.look(true);
    node.atMs = GRACE_MS - 1;
    node.come('1:2');
    expect(node.look(true)).toEqual(['ask 1:2']);
    node.atMs = GRACE_MS;
    expect(node.look(true)).toEqual(['freeze 1:1']);
    node.atMs += GRACE_MS;
    expect(node.look(true)).toEqual(['freeze 1:2']);
  });

  it('an answer that comes when the owner has gone freezes nobody', () => {
    const node = new SimNode();
    node.come('1:1');
    node.look(true);
    node.look(false);
    expect(node.stays('1:1')).toEqual([]);
  });

  it('whatever happens: who is here after the grace is frozen while he is needed, and nobody else is', () => {
    const act = fc.oneof(
      fc.record({ act: fc.constant('come' as const), task: fc.integer({ min: 0, max: 11 }) }),
      fc.record({ act: fc.constant('leave' as const), task: fc.integer({ min: 0, max: 11 }) }),
      fc.record({ act: fc.constant('stay' as const), task: fc.integer({ min: 0, max: 11 }) }),
      fc.record({ act: fc.constant('owner' as const), isNeeded: fc.boolean() }),
      fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 70_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const node = new SimNode();
        const cameMs = new Map<string, number>();
        let [isNeeded, neededMs] = [false, 0];
        for (const one of acts) {
          const task = 'task' in one ? `1:${one.task}` : '';
          if (one.act === 'come' && !node.guests.has(task)) {
            node.come(task);
            cameMs.set(task, node.atMs);
          } else if (one.act === 'leave') node.guests.delete(task);
          else if (one.act === 'stay' && node.guests.get(task)?.isAsked) node.stays(task);
          else if (one.act === 'wait') node.atMs += one.ms;
          else if (one.act === 'owner' && one.isNeeded !== isNeeded)
            [isNeeded, neededMs] = [one.isNeeded, node.atMs];
          // Who is asked again when the owner comes back is asked anew.
          if (!isNeeded)
            for (const guest of node.guests.values()) Object.assign(guest, { isAsked: false, asked: 0 });
          node.look(isNeeded);
          for (const [name, guest] of node.guests) {
            if (!isNeeded) expect(guest.isFrozen).toBe(false);
            const seenMs = Math.max(neededMs, cameMs.get(name)!);
            if (isNeeded && node.atMs - seenMs >= GRACE_MS) expect(guest.isFrozen).toBe(true);
          }
          expect([...node.guests.values()].filter(({ isAsked }) => isAsked).length).toBeLessThanOrEqual(
            AT_A_TIME,
          );
        }
      }),
    );
  });
});
