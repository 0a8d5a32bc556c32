// npm run fuzz -- [--seconds N] [--seed S] [--only PART]: the properties of the fuzz tests, for longer.
// npm run fuzz -- --inputs N [--seed S] [--only PART]: so many inputs for each of them.
// npm run fuzz -- images [--count N] [--seed S]: mutants of snapshots.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { fuzzImagesAtLength } from '../images/main.ts';
import { fuzzes } from './properties.ts';

const USAGE = `usage: npm run fuzz -- [--seconds N | --inputs N] [--seed S] [--only PART]
       npm run fuzz -- images [--count N] [--seed S]`;

if (process.argv[2] === 'images') await fuzzImagesAtLength(process.argv.slice(3));
else await fuzzProperties();

async function fuzzProperties(): Promise<void> {
  const { values } = given();
  const chosen = fuzzes.filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0) {
    console.error(
      `fuzz: nothing is named '${values.only}'; there are:\n${fuzzes.map(({ name }) => name).join('\n')}`,
    );
    process.exit(2);
  }
  const first = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  // Those that are counted are one round.
  const runsOfOne = Number(values.inputs ?? 500);
  const endMs = values.inputs === undefined ? performance.now() + 1000 * Number(values.seconds) : 0;
  let seed = first;
  let runs = 0;
  console.log(`fuzz: ${chosen.length} properties, first seed ${first}`);
  do {
    for (const { name, property } of chosen) {
      const begunMs = performance.now();
      const result = await fc.check(property as fc.IAsyncProperty<unknown>, { seed, numRuns: runsOfOne });
      runs += result.numRuns;
      if (values.inputs !== undefined)
        console.log(
          `${name}: ${result.numRuns} inputs in ${((performance.now() - begunMs) / 1000).toFixed(0)} s`,
        );
      if (!result.failed) continue;
      console.log(fc.defaultReportMessage(result));
      console.log(
        `fuzz: '${name}' does not hold; again: npm run fuzz -- --seconds 0 --seed ${seed} --only '${name}'`,
      );
      process.exit(1);
    }
    seed++;
  } while (performance.now() < endMs);
  console.log(`fuzz: ${runs} runs, seeds ${first} to ${seed - 1}, nothing found`);
}

function given() {
  try {
    return parseArgs({
      options: {
        seconds: { type: 'string', default: '60' },
        inputs: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string', default: '' },
      },
    });
  } catch (error) {
    console.error(`fuzz: ${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}
