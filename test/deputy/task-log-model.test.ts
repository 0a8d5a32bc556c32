import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Act, type Happening, ModelledTask } from './fixtures/modelled-task.ts';

test('whenever a task dies, what is done again is the same, each call takes effect once, and nothing is missing', () => {
  const acts = fc.array(fc.constantFrom<Act>('sync', 'async', 'oneway', 'wait'), {
    maxLength: 14,
    size: 'max',
  });
  const kinds: Happening[] = [
    ...(['task', 'task', 'task', 'deliver', 'deliver', 'settle', 'timer', 'signal'] as const),
    ...(['die', 'checkpoint', 'move', 'again'] as const),
  ];
  const happenings = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(7)), {
    maxLength: 120,
    size: 'max',
  });
  fc.assert(
    fc.property(acts, happenings, (program, world) => {
      const model = new ModelledTask([...program]);
      for (const [what, choice] of world) model.happen(what, choice);
      for (let round = 0; !model.isDone; round++) {
        expect(round).toBeLessThan(1000);
        for (const what of ['task', 'settle', 'timer', 'deliver'] as const) model.happen(what, 0);
      }
      const calls = program.flatMap((act, index) => (act === 'wait' ? [] : [index + 1]));
      expect(model.executed).toEqual(calls);
      const { history } = model.state;
      for (const [index, act] of program.entries()) {
        const told = history.filter(
          (line) => line === `${index + 1} is ${act === 'wait' ? null : index + 1}`,
        );
        if (act === 'sync' || act === 'wait') expect(told).toHaveLength(1);
        if (act === 'async') expect(history.filter((line) => line === `done ${index + 1}`)).toHaveLength(1);
      }
      expect(history.filter((line) => line.includes('"S'))).toHaveLength(model.signalled);
    }),
    { numRuns: 3000 },
  );
});
