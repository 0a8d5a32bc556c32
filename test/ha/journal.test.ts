import { expect, it } from 'vitest';
import { firstBase, Journal } from '../../agent/deputy/ha/journal.ts';
import { beginningOf, replay } from '../../agent/deputy/ha/replay.ts';
import { TaskLog } from '../../agent/deputy/recovery/task-log.ts';
import { headOf, specOf } from '../sim/program.ts';

const spec = specOf('1:1');

/** A journal as it is written, and what the next deputy reads of it. */
function begun() {
  const files = new Map<string, Buffer>();
  const log = new TaskLog(() => {});
  const journal = new Journal(
    {
      copy: {
        append: (file, parts) => {
          const before = files.get(file) ?? Buffer.alloc(0);
          const added = Buffer.concat(parts);
          files.set(file, Buffer.concat([before, added]));
          return { file, at: before.length, bytes: added.length };
        },
      },
      log,
      onPiece: () => {},
      soon: () => {},
      onOld: () => {},
      told: () => ({ lastEvent: 0, acknowledged: 0 }),
    },
    firstBase({
      spec,
      placement: {
        nodes: [],
        lock: false,
        migrateEveryMs: null,
        memoryMb: null,
        anyNode: false,
        detached: true,
      },
      wanted: 1,
      everyMs: 'auto',
    }),
    null,
  );
  const read = (generation: number) => {
    journal.flush();
    return replay(beginningOf(files.get(`journal-${generation}`)!), () => {}).world;
  };
  return { journal, files, read };
}

it('names keep what they mean, within a journal and over the next one', () => {
  const { journal, read } = begun();
  expect(read(0).meanings).toBeNull();
  journal.meant({ lastExec: 2, selected: 1, lastMade: null });
  journal.meant({ lastExec: 2, selected: 3, lastMade: 2 });
  expect(read(0).meanings).toEqual({ lastExec: 2, selected: 3, lastMade: 2 });
  const position = { seq: 0, seen: 0, open: null, at: { acked: 0, written: 0, numbers: 0, blobs: 0 } };
  journal.begin({ head: headOf(spec, 1, 0), position, pieces: () => [] });
  expect(read(1).meanings).toEqual({ lastExec: 2, selected: 3, lastMade: 2 });
});

it('an entry that was not written whole does not count', () => {
  const { journal, files, read } = begun();
  journal.meant({ lastExec: 2, selected: 1, lastMade: null });
  journal.flush();
  const whole = files.get('journal-0')!;
  journal.meant({ lastExec: 2, selected: 3, lastMade: null });
  journal.flush();
  files.set('journal-0', files.get('journal-0')!.subarray(0, whole.length + 9));
  expect(read(0).meanings).toMatchObject({ selected: 1 });
});
