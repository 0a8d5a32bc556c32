/**
 * A process that runs one test after another: `{ run, seed }` in, a `Result` out. Started by pool.ts.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { randomFrom } from '../engine/scatter.ts';
import { Harness } from './harness.ts';
import { runOurs } from './ours.ts';
import { runPlain } from './plain.ts';
import { ProgramFiles } from './program-files.ts';
import { bundleRealmHost } from './realm/bundle.ts';
import { RealmScript } from './realm/realm.ts';
import type { Result } from './result.ts';
import { type Run, type TestCase, testCase } from './test-case.ts';
import { failureOf } from './verdict.ts';

export interface Order {
  run: Run;
  seed: number;
}

const RUNS_BETWEEN_CLEARINGS = 25;
const PAUSE_MS = 20;

const { suite, plainFile } = JSON.parse(process.argv[2]!) as { suite: string; plainFile: string };
const files = new ProgramFiles(suite);
process.on('exit', () => files.remove());
process.on('disconnect', () => process.exit());

const harness = new Harness(suite);
const script = new RealmScript(await bundleRealmHost());
/** Hash of a text to whether plain node passes it. */
const known = new Map(
  existsSync(plainFile)
    ? readFileSync(plainFile, 'utf8')
        .split('\n')
        .map((line): [string, boolean] => [line.slice(1), line[0] === '+'])
    : [],
);

const hashOf = (test: TestCase): string =>
  createHash('sha256').update(`${test.run.variant}\n${test.text}`).digest('base64url').slice(0, 20);

async function passesPlain(test: TestCase, told: string[]): Promise<boolean> {
  const hash = hashOf(test);
  let passes = known.get(hash);
  if (passes === undefined) {
    passes = failureOf(test.front, await runPlain(test, files.write(test))) === null;
    known.set(hash, passes);
    told.push(`${passes ? '+' : '-'}${hash}`);
  }
  return passes;
}

async function work({ run, seed }: Order): Promise<Result> {
  const plain: string[] = [];
  let test = testCase(suite, harness, run, run.mode === 'captured');
  let counts = await passesPlain(test, plain);
  if (!counts && test.ticks > 0) {
    test = testCase(suite, harness, run, false);
    counts = await passesPlain(test, plain);
  }
  const result: Result = {
    ...run,
    counts,
    failure: null,
    moves: 0,
    ticked: test.ticks > 0,
    held: null,
    polls: [],
    plain,
  };
  if (!counts) return result;
  if (run.mode === 'captured') {
    const random = randomFrom(seed + run.path.length * 7919 + run.path.charCodeAt(run.path.length >> 1));
    const hops = random() < 0.3 ? 2 : 1;
    for (let hop = 0; hop < hops; hop++) result.polls.push(Math.floor(random() * (test.ticks + 1)));
  }
  const ended = await runOurs(script, files.write(test), result.polls);
  return {
    ...result,
    failure: failureOf(test.front, ended)?.slice(0, 2000) ?? null,
    moves: ended.moves,
    held: ended.held,
  };
}

/** V8 lets used realms pile up, and slows down by them, unless it is told and given a moment. */
async function clearOut(): Promise<void> {
  globalThis.gc!();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  globalThis.gc!();
}

let done = 0;
process.on('message', (order: Order) => {
  void work(order).then(async (result) => {
    process.send!(result);
    if (++done % RUNS_BETWEEN_CLEARINGS === 0) await clearOut();
  });
});
process.send!('ready');
