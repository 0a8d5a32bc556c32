/** `npm run soak`: thousands of tasks through three agents, and whether those grow. */
import { parseArgs } from 'node:util';
import { type Measured, runSoak } from './run.ts';
import { growth, settled } from './slope.ts';

const USAGE = `usage: npm run soak -- [--tasks N] [--minutes M]

Three agents on loopback; short programs that move all the time, from each of them to the others, as many as are asked
for in that time. Memory and descriptors of each agent are measured all along; a verdict is told by their slope.
  --tasks N     at least so many (500)
  --minutes M   for at least so long (5)`;

/** Along the line, after the first third. */
const MOST_MEGABYTES = 12;
const MOST_DESCRIPTORS = 4;

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1e6) return value;
  throw new Error(`${option} takes a number above 0, up to 1000000, not '${text}'`);
}

async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  let [tasks, minutes] = [0, 0];
  try {
    const options = {
      tasks: { type: 'string', default: '500' },
      minutes: { type: 'string', default: '5' },
    } as const;
    const { values } = parseArgs({ args, options });
    [tasks, minutes] = [numberOf('--tasks', values.tasks), numberOf('--minutes', values.minutes)];
  } catch (error) {
    console.error(`soak: ${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  console.log('minutes    tasks   wrong   moves   MB of each agent         descriptors of each');
  const { measured, wrong } = await runSoak({ tasks, minutes }, (row) => console.log(line(row)));
  for (const words of wrong.slice(0, 10)) console.log(`WRONG: ${words}`);
  const grown = verdicts(measured);
  for (const { words } of grown) console.log(words);
  const isFlat = grown.every((one) => one.isFlat);
  console.log(
    isFlat && wrong.length === 0 ? 'flat, and every output as under plain node' : 'NOT as it should be',
  );
  return isFlat && wrong.length === 0 ? 0 : 1;
}

function line({ atMs, tasks, wrong, moves, used }: Measured): string {
  const cells = (of: (one: Measured['used'][number]) => number): string =>
    used.map((one) => String(Math.round(of(one))).padStart(5)).join(' ');
  const counts = [
    (atMs / 60_000).toFixed(1).padStart(7),
    String(tasks).padStart(8),
    String(wrong).padStart(7),
    String(moves).padStart(7),
  ];
  return `${counts.join(' ')}   ${cells(({ megabytes }) => megabytes).padEnd(24)} ${cells(({ descriptors }) => descriptors)}`;
}

function verdicts(measured: readonly Measured[]): { words: string; isFlat: boolean }[] {
  return (measured[0]?.used ?? []).flatMap((_, agent) => {
    const megabytes = measured.map(({ tasks, used }) => ({ tasks, value: used[agent]!.megabytes }));
    const descriptors = measured.map(({ tasks, used }) => ({ tasks, value: used[agent]!.descriptors }));
    const over = settled(megabytes);
    const span = `over the last ${(over.at(-1)?.tasks ?? 0) - (over[0]?.tasks ?? 0)} tasks`;
    return [
      { what: 'MB', by: growth(megabytes), most: MOST_MEGABYTES },
      { what: 'descriptors', by: growth(descriptors), most: MOST_DESCRIPTORS },
    ].map(({ what, by, most }) => ({
      words: `agent ${agent + 1}: ${by >= 0 ? '+' : ''}${by.toFixed(1)} ${what} ${span}${by > most ? ': it GROWS' : ''}`,
      isFlat: by <= most,
    }));
  });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(`soak: ${error.message}`);
    process.exit(1);
  },
);
