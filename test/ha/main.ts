/**
 * `npm run test:failover -- [--times N] [--seed S]`: tasks under --ha whose home is killed, or stopped and continued, at random moments; what
 * each prints and writes must be byte for byte that of plain node. What fails prints the seed that repeats its moments.
 */
import { parseArgs } from 'node:util';
import { randomFrom } from '../engine/scatter.ts';
import { Commands } from '../support/commands.ts';
import { etcdIsMissing } from '../support/etcds.ts';
import { BLOWS, failover } from './failover.ts';
import { HaCluster } from './ha-cluster.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const missing = etcdIsMissing();
if (missing !== null) {
  console.error(`test:failover: ${missing}`);
  process.exit(1);
}
const commands = new Commands();
const took: number[] = [];
let [lives, failures] = [0, 0];
const ha = await HaCluster.start(commands);
try {
  for (let i = 0; i < Number(values.times); i++) {
    const seed = Number(values.seed) + i;
    const random = randomFrom(seed);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    const [program, blow] = [pick(['prints', 'writes'] as const), pick(BLOWS)];
    const plan = {
      program,
      // A command takes its time: the program is not to be over by then.
      rounds: blow === 'failback' ? 120 : 30,
      blow,
      afterLines: Math.floor(random() * 25),
      afterMs: random() * 60,
      options: [`--ha=${pick([1, 2])}`, `--checkpoint-every=${pick(['auto', '100ms', '300ms'])}`],
    };
    const { wrong, tookMs } = await failover(ha, plan).catch((error: Error) => ({
      wrong: error.message,
      tookMs: Number.NaN,
    }));
    if (!Number.isNaN(tookMs)) took.push(tookMs);
    lives++;
    const words = `${plan.program} ${plan.options.join(' ')}, ${plan.blow} after line ${plan.afterLines}`;
    console.log(
      `seed ${seed}  ${words}: ${(tookMs / 1000).toFixed(1)} s  ${wrong === null ? 'the same' : `DIFFERENT\n${wrong}`}`,
    );
    if (wrong !== null) failures++;
    if (plan.blow === 'home') await ha.back(1);
  }
} finally {
  await ha.stop();
  commands.remove();
}
const median = took.sort((a, b) => a - b)[took.length >> 1] ?? 0;
console.log(
  `${lives} homes, seeds from ${values.seed}: ${failures} failures; another deputy after ${(median / 1000).toFixed(1)} s (median)`,
);
process.exitCode = failures > 0 ? 1 : 0;
