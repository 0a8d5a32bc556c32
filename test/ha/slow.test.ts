import { expect, it } from 'vitest';
import { Slow } from '../../agent/deputy/ha/slow.ts';

function begun(): { slow: Slow; said: string[]; pass(ms: number): Promise<void> } {
  let nowMs = 0;
  let pauses: { untilMs: number; resolve(): void }[] = [];
  const said: string[] = [];
  const slow = new Slow({
    nowMs: () => nowMs,
    pause: (ms) => new Promise((resolve) => pauses.push({ untilMs: nowMs + ms, resolve })),
    why: () => 'node 3',
    warn: (line) => said.push(line),
  });
  const pass = async (ms: number): Promise<void> => {
    for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
      nowMs += 100;
      const due = pauses.filter((one) => one.untilMs <= nowMs);
      pauses = pauses.filter((one) => one.untilMs > nowMs);
      for (const { resolve } of due) resolve();
      for (let turn = 0; turn < 4; turn++) await null;
    }
  };
  return { slow, said, pass };
}

it('a task whose calls stand still says so once, with what they wait for, and when it goes on', async () => {
  const { slow, said, pass } = begun();
  let goOn = (): void => {};
  slow.watch(
    new Promise((resolve) => {
      goOn = resolve;
    }),
  );
  slow.watch(new Promise(() => {}));
  await pass(4_900);
  expect(said).toEqual([]);
  await pass(10_000);
  expect(said).toEqual([expect.stringMatching(/^it stands still since 5\.\d s, .*: node 3$/)]);
  goOn();
  await pass(100);
  expect(said[1]).toMatch(/^it goes on after 1\d\.\d s$/);
});

it('calls that wait one after the other, each for a moment, stand not still', async () => {
  const { slow, said, pass } = begun();
  for (let i = 0; i < 100; i++) {
    let done = (): void => {};
    slow.watch(
      new Promise((resolve) => {
        done = resolve;
      }),
    );
    await pass(300);
    done();
  }
  expect(said).toEqual([]);
});
