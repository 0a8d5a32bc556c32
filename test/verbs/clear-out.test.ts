import { describe, expect, it } from 'vitest';
import { type ClearOut, clearOut } from '../../agent/verbs/clear-out.ts';

const moved = (_task: string): string | null => null;
const stayed = (_task: string, reason: string): string => reason;

/** A node with so many tasks, and what becomes of each try to move one. */
class Place {
  readonly tasks: string[];
  readonly tries: string[] = [];
  pauses = 0;
  most = 0;
  private moving = 0;
  onPause: () => void = () => {};
  isComing = false;

  constructor(
    count: number,
    private readonly outcome: (task: string, attempt: number) => string | null | Error = moved,
  ) {
    this.tasks = Array.from({ length: count }, (_, index) => `1:${index}`);
  }

  readonly work: ClearOut = {
    remaining: () => this.tasks.map((task) => ({ task, command: 'c' })),
    isComing: () => this.isComing,
    move: async (task, attempt) => {
      this.tries.push(`${task}#${attempt}`);
      this.most = Math.max(this.most, ++this.moving);
      await Promise.resolve();
      this.moving--;
      const outcome = this.outcome(task, attempt);
      if (outcome instanceof Error) throw outcome;
      if (outcome === null) this.leave(task);
      return outcome;
    },
    pause: async () => {
      this.pauses++;
      this.onPause();
    },
    progress: () => {},
  };
  leave(task: string): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
  }
}

describe('clearing a node out', () => {
  it('is done at once where nothing is there', async () => {
    expect(await clearOut(new Place(0).work)).toEqual({ moved: 0, stuck: [] });
  });

  it('moves all, some at a time', async () => {
    const place = new Place(100);
    expect(await clearOut(place.work)).toEqual({ moved: 100, stuck: [] });
    expect(place.tries).toHaveLength(100);
    expect(place.most).toBe(8);
    expect(place.pauses).toBe(0);
  });

  it('asks again, a little later, and gives up with the last reason', async () => {
    const place = new Place(3, (task, attempt) => {
      if (task === '1:1') return stayed(task, `holds ${attempt}`);
      return task === '1:2' && attempt === 1 ? new Error('another move is under way') : moved(task);
    });
    expect(await clearOut(place.work)).toEqual({
      moved: 2,
      stuck: [{ task: '1:1', command: 'c', reason: 'holds 3' }],
    });
    expect(place.pauses).toBeGreaterThan(0);
    expect(place.tries.filter((one) => one.startsWith('1:2'))).toEqual(['1:2#1', '1:2#2']);
  });

  it('one that ends by itself is not stuck', async () => {
    const place = new Place(1, (task) => {
      place.leave(task);
      return new Error('task 1:0 ended before it moved');
    });
    expect(await clearOut(place.work)).toEqual({ moved: 0, stuck: [] });
  });

  it('those that do not leave do not hold up the others', async () => {
    const place = new Place(40, (task) => (Number(task.slice(2)) < 20 ? stayed(task, 'no') : moved(task)));
    const { moved: count, stuck } = await clearOut(place.work);
    expect([count, stuck.length]).toEqual([20, 20]);
    expect(place.tries.slice(0, 40)).toHaveLength(new Set(place.tries.slice(0, 40)).size);
    expect(place.tries.slice(0, 40).every((one) => one.endsWith('#1'))).toBe(true);
  });

  it('waits for what is on its way here', async () => {
    const place = new Place(0);
    place.isComing = true;
    place.onPause = () => {
      if (place.pauses === 2) place.tasks.push('1:7');
      if (place.pauses === 2) place.isComing = false;
    };
    expect(await clearOut(place.work)).toEqual({ moved: 1, stuck: [] });
  });
});
