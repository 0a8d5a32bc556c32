/**
 * The ECMAScript conformance suite (tc39/test262, a checkout given by path) under our engine: what plain node passes and
 * we do not.
 *
 *     npm run test262 -- DIR [--dirs language,built-ins] [--only SUBSTRING] [--sample K] [--seed S]
 *                            [--modes unmoved,captured] [--variants sloppy,strict,module] [--jobs N] [--state DIR] [--resume | --again] [--confirm N]
 *
 * At most N failures (200) that nobody expects are tried again, each in host processes of its own; only what fails there too counts.
 * The exit code is 0 if there is no failure but those of docs/conformance.md. `--resume` goes on with a run that was cut off; `--again` repeats what failed in the last one.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { batched } from './batches.ts';
import { confirmed } from './confirm.ts';
import { knownFailure } from './exceptions.ts';
import { runAll } from './pool.ts';
import { countBy, groups, report } from './report.ts';
import type { Result } from './result.ts';
import { select } from './select.ts';
import { State } from './state.ts';
import type { Mode, Variant } from './test-case.ts';

/** Tests a program, where they can share one. */
const BATCH = 40;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dirs: { type: 'string', default: 'language,built-ins' },
    only: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    modes: { type: 'string', default: 'captured' },
    variants: { type: 'string', default: 'sloppy,strict,module' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    state: {
      type: 'string',
      default: fileURLToPath(new URL('../../node_modules/.cache/test262', import.meta.url)),
    },
    resume: { type: 'boolean', default: false },
    confirm: { type: 'string', default: '200' },
    again: { type: 'boolean', default: false },
  },
});

const suite = positionals[0];
if (suite === undefined) {
  console.error('usage: npm run test262 -- DIR [options]; DIR is a checkout of tc39/test262');
  process.exit(2);
}
const seed = Number(values.seed);
const state = new State(resolve(values.state), values.resume || values.again);
const failedBefore = values.again ? state.forgetFailures() : null;
const { files, runs, excepted } = select({
  suite: resolve(suite),
  directories: values.dirs.split(','),
  only: values.only ?? null,
  sample: values.sample === undefined ? null : Number(values.sample),
  seed,
  modes: values.modes.split(',') as Mode[],
  variants: values.variants.split(',') as Variant[],
});
const left = failedBefore ?? state.left(runs);
console.log(`seed ${seed}: ${files} files, ${runs.length} runs, ${left.length} to do`);
const startedMs = performance.now();
let done = 0;
await runAll(batched(resolve(suite), left, failedBefore ? 1 : BATCH), {
  suite: resolve(suite),
  plainFile: state.plainFile,
  jobs: Number(values.jobs),
  seed,
  onResult(result) {
    state.add(result);
    if (++done % 1000 === 0) {
      const failed = state.results.filter(({ failure }) => failure !== null).length;
      console.log(
        `${done} runs, ${Math.round((performance.now() - startedMs) / 1000)} s, ${failed} failures`,
      );
    }
  },
});
let failures = state.results.filter(({ failure }) => failure !== null);
const isKnown = ({ path, failure }: Result): boolean => knownFailure(path, failure!) !== undefined;
const doubtful = failures.filter((each) => !isKnown(each));
if (doubtful.length > 0 && doubtful.length <= Number(values.confirm)) {
  failures = [...failures.filter(isKnown), ...(await confirmed(resolve(suite), doubtful))];
  state.keepFailures(failures);
}
const list = join(resolve(values.state), 'failures.txt');
writeFileSync(
  list,
  failures
    .map(
      (each) =>
        `${each.path} ${each.variant} ${each.mode} ${each.polls}\n${each.failure!.replace(/^/gm, '    ')}\n`,
    )
    .join(''),
);
console.log(report(state.results));
for (const [category, paths] of excepted) console.log(`not run: ${paths.length} (${category})`);
const known = countBy(failures, ({ path, failure }) => knownFailure(path, failure!)?.category);
for (const [category, count] of known)
  if (category !== undefined) console.log(`known to fail: ${count} (${category})`);
const others = failures.filter((each) => !isKnown(each));
if (others.length > 0) console.log(groups(others));
if (failures.length > 0) console.log(list);
console.log(`${Math.round((performance.now() - startedMs) / 1000)} s, seed ${seed}`);
process.exitCode = others.length > 0 ? 1 : 0;
