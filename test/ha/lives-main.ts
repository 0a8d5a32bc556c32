/**
 * `npm run test:lives -- [--times N] [--seed S]`: tasks under --ha to whose home nothing is done, while links break, agents and etcd stand
 * still for moments, and standbys die and come back: each comes to its end, and is byte for byte that of plain node.
 */
import { parseArgs } from 'node:util';
import { randomFrom } from '../engine/scatter.ts';
import { Commands } from '../support/commands.ts';
import { etcdIsMissing } from '../support/etcds.ts';
import { HaCluster } from './ha-cluster.ts';
import { life, TROUBLES, type Trouble } from './lives.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '10' },
    /** Nothing happens to anybody. */
    calm: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const missing = etcdIsMissing();
if (missing !== null) {
  console.error(`test:lives: ${missing}`);
  process.exit(1);
}
const commands = new Commands();
let failures = 0;
let lives = 0;
const ha = await HaCluster.start(commands);
try {
  for (; lives < Number(values.times); lives++) {
    const seed = Number(values.seed) + lives;
    const random = randomFrom(seed);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    // Whoever uses files of a node that is away for longer is told so.
    const troubles = TROUBLES.filter(() => random() < 0.5).map(
      (kind): Trouble => ({
        kind,
        node: kind === 'leaves' ? 2 : pick([1, 2, 3]),
        afterMs: random() * 3_000,
        forMs: random() ** 2 * 3_000,
      }),
    );
    if (values.calm) troubles.length = 0;
    const plan = {
      program: pick(['writes', 'writes', 'prints'] as const),
      rounds: 30,
      options: [`--ha=${pick([1, 2])}`, `--checkpoint-every=${pick(['auto', '100ms', '300ms'])}`],
      troubles,
    };
    const began = performance.now();
    const wrong = await life(ha, plan).catch((error: Error) => error.message);
    const words = troubles.map(({ kind, node }) => (kind === 'etcd' ? kind : `${kind} ${node}`)).join(', ');
    console.log(
      `seed ${seed}  ${plan.program} ${plan.options.join(' ')}; ${words || 'nothing'}: ${((performance.now() - began) / 1000).toFixed(1)} s  ${wrong === null ? 'the same' : `DIFFERENT\n${wrong}`}`,
    );
    if (wrong !== null) failures++;
  }
} finally {
  await ha.stop();
  commands.remove();
}
console.log(`${lives} lives, seeds from ${values.seed}: ${failures} failures`);
process.exitCode = failures > 0 ? 1 : 0;
