import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './result.ts';
import type { Run } from './test-case.ts';

const keyOf = ({ path, variant, mode }: Run): string => `${path} ${variant} ${mode}`;

/** What a run leaves behind: verdicts of plain node, which hold for ever, and its results, with which it can be resumed. */
export class State {
  readonly plainFile: string;
  readonly resultsFile: string;
  results: Result[] = [];

  constructor(directory: string, resume: boolean) {
    mkdirSync(directory, { recursive: true });
    this.plainFile = join(directory, `plain-${process.version}.txt`);
    this.resultsFile = join(directory, 'results.jsonl');
    if (resume && existsSync(this.resultsFile)) {
      const last = new Map<string, Result>();
      for (const line of readFileSync(this.resultsFile, 'utf8').split('\n')) {
        if (!line.endsWith('}')) continue;
        const result = JSON.parse(line) as Result;
        last.set(keyOf(result), result);
      }
      this.results = [...last.values()];
    }
    if (!resume) writeFileSync(this.resultsFile, '');
  }

  add(result: Result): void {
    this.results.push(result);
    appendFileSync(this.resultsFile, `${JSON.stringify({ ...result, plain: [] })}\n`);
    if (result.plain.length > 0) appendFileSync(this.plainFile, `${result.plain.join('\n')}\n`);
  }

  /** The runs that failed: they are to be done again. */
  forgetFailures(): Run[] {
    const failed = this.results.filter(({ failure }) => failure !== null);
    this.results = this.results.filter(({ failure }) => failure === null);
    return failed.map(({ path, variant, mode }) => ({ path, variant, mode }));
  }

  /** All others were failures of the runner. */
  keepFailures(failures: readonly Result[]): void {
    const kept = new Map(failures.map((each) => [keyOf(each), each.failure]));
    for (const each of this.results) if (each.failure !== null) each.failure = kept.get(keyOf(each)) ?? null;
  }

  /** Those of `runs` that have no result yet. */
  left(runs: readonly Run[]): Run[] {
    const done = new Set(this.results.map(keyOf));
    return runs.filter((run) => !done.has(keyOf(run)));
  }
}
