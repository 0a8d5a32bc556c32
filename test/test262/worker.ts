/**
 * A process that runs tests: `Order` in, a `Result` for each of its runs out. Started by pool.ts.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { randomFrom } from '../engine/scatter.ts';
import { batchText, passedIn } from './batch.ts';
import { Harness } from './harness.ts';
import { runOurs } from './ours.ts';
import { freshRealm, inRealm, runPlain } from './plain.ts';
import { ProgramFiles } from './program-files.ts';
import { bundleRealmHost } from './realm/bundle.ts';
import type { BatchTravel } from './realm/memory-channel.ts';
import { NEVER } from './realm/never.ts';
import { RealmScript } from './realm/realm.ts';
import type { Result } from './result.ts';
import { type Run, type TestCase, testCase } from './test-case.ts';
import { failureOf } from './verdict.ts';

export interface Order {
  /** More than one: they may share a program. */
  runs: Run[];
  seed: number;
}

/** Realms that were used leave something behind. */
const REALMS_BETWEEN_CLEARINGS = 40;
const PAUSE_MS = 20;
/** Captures of a test that shares its program. */
const MOST_BOUNCES = 3;
/** Of the batches, that also leave for another realm. */
const SHARE_OF_MOVES = 0.5;

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
let realms = 0;

const hashOf = (test: TestCase): string =>
  createHash('sha256').update(`${test.run.variant}\n${test.text}`).digest('base64url').slice(0, 20);

/** New verdicts, to be told. */
let verdicts: string[] = [];

function learn(test: TestCase, passes: boolean): boolean {
  const hash = hashOf(test);
  known.set(hash, passes);
  verdicts.push(`${passes ? '+' : '-'}${hash}`);
  return passes;
}

async function passesPlain(test: TestCase): Promise<boolean> {
  const passes = known.get(hashOf(test));
  if (passes !== undefined) return passes;
  realms++;
  return learn(test, failureOf(test.front, await runPlain(test, files.write(test))) === null);
}

function resultOf({ run, ticks }: TestCase, counts: boolean): Result {
  const plain = verdicts;
  verdicts = [];
  return { ...run, counts, failure: null, moves: 0, ticked: ticks > 0, held: null, polls: [], plain };
}

/** A feature that is named like a global, or like a property of one; `TypedArray` alone is none. */
function isHere(feature: string): boolean {
  if (!/^(?!TypedArray)[A-Z]\w*(\.\w+)*$/.test(feature)) return true;
  const keys = feature.split('.');
  const last = keys.pop()!;
  const owner = keys.reduce<unknown>((at, key) => Reflect.get(Object(at), key), globalThis);
  return last in Object(owner);
}

/** With ticks if plain node passes it so. */
async function judged(run: Run): Promise<{ test: TestCase; counts: boolean }> {
  const ticked = testCase(suite, harness, run, run.mode === 'captured');
  if (!ticked.front.features.every(isHere)) return { test: ticked, counts: false };
  if (await passesPlain(ticked)) return { test: ticked, counts: true };
  if (ticked.ticks === 0) return { test: ticked, counts: false };
  const test = testCase(suite, harness, run, false);
  return { test, counts: await passesPlain(test) };
}

async function alone(run: Run, seed: number): Promise<Result> {
  const { test, counts } = await judged(run);
  const result = resultOf(test, counts);
  if (!counts) return result;
  if (run.mode === 'captured') {
    const random = randomFrom(seed + run.path.length * 7919 + run.path.charCodeAt(run.path.length >> 1));
    const hops = random() < 0.3 ? 2 : 1;
    for (let hop = 0; hop < hops; hop++) result.polls.push(Math.floor(random() * (test.ticks + 1)));
  }
  realms += 1 + result.polls.length;
  const ended = await runOurs(script, files.write(test), result.polls);
  return {
    ...result,
    failure: failureOf(test.front, ended)?.slice(0, 2000) ?? null,
    moves: ended.moves,
    held: ended.held,
  };
}

/** Those that plain node passes, as far as one realm for all shows that. */
async function passing(tests: readonly TestCase[]): Promise<TestCase[]> {
  const realm = freshRealm();
  realms++;
  const passed: TestCase[] = [];
  for (const test of tests) {
    const passes =
      known.get(hashOf(test)) ?? failureOf(test.front, await inRealm(test, () => realm)) === null;
    if (passes) passed.push(test);
  }
  return passed;
}

/** Few tests reach all of their ticks; some come by them thousands of times. */
const pollsBetween = (ticks: number, captures: number, random: () => number): number =>
  Math.floor(captures === 0 ? random() * random() * ticks : random() * ticks * 4 ** captures);

async function together(runs: readonly Run[], seed: number): Promise<Result[]> {
  const tests = await passing(runs.map((run) => testCase(suite, harness, run, true)));
  if (tests.length < 2) return [];
  const random = randomFrom(seed + runs[0]!.path.length);
  const moves = tests.map(() => 0);
  let leavesAfter = Math.floor((random() * tests.length) / SHARE_OF_MOVES);
  const travel: BatchTravel = {
    leavesIn(test) {
      if (test < leavesAfter) return false;
      leavesAfter = tests.length;
      return true;
    },
    pollsFor: (test, captures) =>
      captures < MOST_BOUNCES ? pollsBetween(tests[test]!.ticks, captures, random) : NEVER,
    bounced(test) {
      moves[test]!++;
    },
  };
  realms += 2;
  const file = files.writeScript(batchText(harness, tests));
  const { stdout, held } = await runOurs(script, file, [NEVER, NEVER], travel);
  const passed = passedIn(stdout);
  return tests.flatMap((test, at): Result[] => {
    if (!passed.has(at)) return [];
    learn(test, true);
    return [{ ...resultOf(test, true), moves: moves[at]!, held }];
  });
}

async function work({ runs, seed }: Order): Promise<Result[]> {
  const results = runs.length > 1 ? await together(runs, seed) : [];
  const done = new Set(results.map(({ path }) => path));
  for (const run of runs) if (!done.has(run.path)) results.push(await alone(run, seed));
  return results;
}

/** V8 lets used realms pile up, and slows down by them, unless it is told and given a moment. */
async function clearOut(): Promise<void> {
  globalThis.gc!();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  globalThis.gc!();
  realms = 0;
}

process.on('message', (order: Order) => {
  void work(order).then(async (results) => {
    process.send!(results);
    if (realms >= REALMS_BETWEEN_CLEARINGS) await clearOut();
  });
});
process.send!('ready');
