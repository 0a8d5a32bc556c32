import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { Omosix } from './omosix.ts';
import { programFile } from './programs.ts';
import { summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

const MB = 500;
const RUN_MS = 30_000;
/** Arrays so small that none of them travels ahead: all is sent in the freeze. */
const STOP_AND_COPY_ARRAYS = 32_000;
const GOAL = 0.2;

/** Freezes of a task with 500 MB of which one page in a hundred changes, with and without a live copy, in turns. */
export async function live(omosix: Omosix, root: string, repeats: number): Promise<Row[]> {
  const freezes = async (arrays: number): Promise<number[]> => {
    const program = [programFile(root, 'changing-array'), MB, RUN_MS, arrays].map(String);
    const { stdout, events } = await omosix.runWithStats([
      '--nodes',
      '2',
      '--migrate-every',
      '1000',
      ...program,
    ]);
    if (stdout !== 'right\n') throw new Error(`changing-array: ${stdout}`);
    return events.flatMap((event: TaskLifeEvent) => (event.event === 'migration' ? [event.freezeMs] : []));
  };
  const [ahead, stopped]: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    ahead.push(...(await freezes(1)));
    stopped.push(...(await freezes(STOP_AND_COPY_ARRAYS)));
  }
  const [short, long] = [summary(ahead), summary(stopped)];
  const share = short.median / long.median;
  return [
    { what: `live copy, ${ahead.length} moves`, ...cells(short, 0, ' ms'), goal: '', isMet: null },
    { what: `stop and copy, ${stopped.length} moves`, ...cells(long, 0, ' ms'), goal: '', isMet: null },
    {
      what: 'live copy : stop and copy',
      measured: share.toFixed(3),
      spread: '',
      goal: `≤ ${GOAL}`,
      isMet: share <= GOAL,
    },
  ];
}
