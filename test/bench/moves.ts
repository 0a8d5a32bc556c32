import type { TaskLifeEvent } from '../../protocol/task.ts';
import { Channel } from './channel.ts';
import type { Omosix } from './omosix.ts';
import { programFile } from './programs.ts';
import { summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

const SMALL_STATE_BYTES = 100_000;
const FREEZE_GOAL_MS = 25;
const BULK_MB = 200;
const BULK_GOAL = 0.6;

type Migration = Extract<TaskLifeEvent, { event: 'migration' }>;
const migrations = (events: readonly TaskLifeEvent[]): Migration[] =>
  events.filter((event): event is Migration => event.event === 'migration');

/** A task of little state that moves to and fro between two local nodes. */
export async function freeze(omosix: Omosix, root: string, goalMs = FREEZE_GOAL_MS): Promise<Row[]> {
  const { events } = await omosix.runWithStats([
    '--nodes',
    '2',
    '--migrate-every',
    '100',
    programFile(root, 'fibonacci'),
    '43',
  ]);
  const small = migrations(events).filter(({ stateBytes }) => stateBytes < SMALL_STATE_BYTES);
  const freezes = summary(small.map(({ freezeMs }) => freezeMs));
  const what = `freeze, state < 100 kB, ${small.length} moves`;
  return [
    {
      what,
      ...cells(freezes, 1, ' ms'),
      goal: `≤ ${goalMs} ms`,
      isMet: freezes.median <= goalMs,
    },
  ];
}

/** A large typed array that moves, against the same bytes over a bare channel, in turns. */
export async function bulk(
  omosix: Omosix,
  root: string,
  serverScript: string,
  repeats: number,
): Promise<Row[]> {
  const channel = await Channel.open(serverScript, BULK_MB * 1_000_000);
  const bare: number[] = [];
  const moved: number[] = [];
  await channel.rate();
  for (let i = 0; i < repeats; i++) {
    bare.push(await channel.rate());
    const args = [
      '--nodes',
      '2',
      '--migrate-every',
      '500',
      programFile(root, 'large-array'),
      String(BULK_MB),
      '12000',
    ];
    const { events } = await omosix.runWithStats(args);
    moved.push(...migrations(events).map(({ stateBytes, freezeMs }) => stateBytes / 1000 / freezeMs));
    bare.push(await channel.rate());
  }
  await channel.close();
  const [yardstick, rate] = [summary(bare), summary(moved)];
  const share = rate.median / yardstick.median;
  return [
    {
      what: `${BULK_MB} MB over a bare ssh2 channel`,
      ...cells(yardstick, 0, ' MB/s'),
      goal: '',
      isMet: null,
    },
    {
      what: `${BULK_MB} MB array, frozen to running, ${moved.length} moves`,
      ...cells(rate, 0, ' MB/s'),
      goal: '',
      isMet: null,
    },
    {
      what: 'share of the channel',
      measured: `${(100 * share).toFixed(0)} %`,
      spread: '',
      goal: `≥ ${100 * BULK_GOAL} %`,
      isMet: share >= BULK_GOAL,
    },
  ];
}
