import { HostWorld } from '../host/support/world.ts';
import { Harness } from './harness.ts';
import { ProgramFiles } from './program-files.ts';
import type { Result } from './result.ts';
import { testCase } from './test-case.ts';
import { failureOf } from './verdict.ts';

/** For one test: those that wait for what never comes have failed. */
const LIMIT_MS = 60_000;

/**
 * Runs failures once more, each in host processes of its own: a realm shares its process with the runner, and what fails for
 * that reason is not ours. Gives those that fail there too.
 */
export async function confirmed(suite: string, failures: readonly Result[]): Promise<Result[]> {
  const world = new HostWorld();
  const files = new ProgramFiles(suite);
  const harness = new Harness(suite);
  const kept: Result[] = [];
  try {
    await world.build();
    for (const each of failures) {
      const failure = await failureInHosts(world, files, harness, suite, each);
      if (failure !== null) kept.push({ ...each, failure });
    }
  } finally {
    files.remove();
    world.remove();
  }
  return kept;
}

async function failureInHosts(
  world: HostWorld,
  files: ProgramFiles,
  harness: Harness,
  suite: string,
  { path, variant, mode, ticked, polls }: Result,
): Promise<string | null> {
  const test = testCase(suite, harness, { path, variant, mode }, ticked);
  const file = files.write(test);
  try {
    const running = await world.start(file, { afterPolls: polls, moves: polls.length });
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      running.child.kill();
    }, LIMIT_MS);
    const { stdout, stderr, code } = await running.ended;
    clearTimeout(limit);
    const error = isLate
      ? `not ended after ${LIMIT_MS} ms`
      : code === 0
        ? null
        : stderr || `exit code ${code}`;
    return failureOf(test.front, { refused: false, error, stdout });
  } catch (error) {
    return failureOf(test.front, { refused: true, error: (error as Error).message, stdout: '' });
  }
}
