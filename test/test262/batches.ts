import { batchKey } from './batch.ts';
import { Harness } from './harness.ts';
import { type Run, testCase } from './test-case.ts';

/** Puts what may share a program together, at most `most`, in about the order given. */
export function batched(suite: string, runs: readonly Run[], most: number): Run[][] {
  const harness = new Harness(suite);
  const open = new Map<string, Run[]>();
  const batches: Run[][] = [];
  for (const run of runs) {
    const key = most > 1 ? batchKey(testCase(suite, harness, run, false)) : null;
    const batch = key === null ? undefined : open.get(key);
    if (batch && batch.length < most) batch.push(run);
    else {
      const begun = [run];
      batches.push(begun);
      if (key !== null) open.set(key, begun);
    }
  }
  return batches;
}
