/** What another node has kept of a task, which this one is to go on with. */
import fc from 'fast-check';
import { beginningOf, replay, wholeBytes } from '../../../agent/deputy/ha/replay.ts';
import { encodeFrame, FrameType } from '../../../protocol/frame.ts';
import { journalEntry } from '../../../protocol/journal.ts';
import { damagedOf } from './damage.ts';
import { type Fuzz, orRefusal } from './fuzz.ts';
import { mostlyMade, mutated } from './mutate.ts';
import { validOf } from './valid.ts';

const all = validOf(journalEntry) as fc.Arbitrary<{ e: string }>;
const [bases, entries] = [
  mostlyMade(all.filter(({ e }) => e === 'base')),
  mostlyMade(all.filter(({ e }) => e !== 'base')),
];
const journal = fc
  .tuple(
    bases,
    fc.array(fc.tuple(fc.oneof(entries, mutated(entries)), fc.uint8Array({ maxLength: 40 })), {
      maxLength: 6,
    }),
  )
  .map(([base, rest]) =>
    Buffer.concat([
      encodeFrame(FrameType.RECORD, base),
      ...rest.map(([entry, tail]) => encodeFrame(FrameType.RECORD, entry, tail)),
    ]),
  );

export const journals: Fuzz[] = [
  {
    name: 'journal: any bytes are one, as far as they are whole, or refused as no snapshot',
    property: fc.property(
      fc.oneof(journal, damagedOf(mostlyMade(journal)), fc.uint8Array({ maxLength: 200 })),
      (bytes) => {
        const read = orRefusal('ESNAPSHOT', () => replay(beginningOf(bytes), () => {}));
        return read === null || wholeBytes(bytes) <= bytes.length;
      },
    ),
  },
];
