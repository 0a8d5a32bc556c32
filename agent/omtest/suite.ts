import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AgentClient } from '../control/client.ts';
import { atATime } from '../space/at-a-time.ts';
import { type Expected, expectedOf } from './expected.ts';
import { type Missing, type NodeOfCluster, nodesOf } from './nodes.ts';
import { type Outcome, runProgram } from './run-program.ts';
import type { StressTest, TestName } from './tests.ts';

/** Programs that run at the same time: each has an omrun here. */
const AT_A_TIME = 32;

export interface Result extends Outcome {
  test: TestName;
  round: number;
  /** Where it was started; null: wherever the balancer wanted it. */
  node: number | null;
}

export interface SuiteReport {
  nodes: NodeOfCluster[];
  rounds: number;
  results: Result[];
  /** What could not be tried, and why. */
  missing: Missing[];
}

export interface SuiteParts {
  client: AgentClient;
  omrun: string;
  /** workloads/stress. */
  programs: string;
  env: NodeJS.ProcessEnv;
  /** Each test as it begins and each program that ends. */
  onProgress(line: string): void;
}

/** One round, and more of them as long as it is not `forMs`. @throws where the programs are not there */
export async function runSuite(
  tests: readonly StressTest[],
  forMs: number,
  parts: SuiteParts,
): Promise<SuiteReport> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'omtest-')));
  const endMs = performance.now() + forMs;
  try {
    const { nodes, missing } = nodesOf(await parts.client.status());
    const suite = new Suite(parts, directory, nodes, missing);
    let rounds = 0;
    do {
      rounds++;
      for (const test of tests) await suite.run(test, rounds);
    } while (performance.now() < endMs);
    return { nodes, rounds, results: suite.results, missing: suite.missing };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

class Suite {
  readonly results: Result[] = [];
  private programs = 0;

  constructor(
    private readonly parts: SuiteParts,
    private readonly directory: string,
    private readonly nodes: readonly NodeOfCluster[],
    readonly missing: Missing[],
  ) {}

  async run(test: StressTest, round: number): Promise<void> {
    const program = expectedOf(this.parts.programs, test.program);
    this.parts.onProgress(`round ${round}: ${test.name}, ${test.what}`);
    if (test.on === 'here') return this.one(test, round, null, program);
    const nodes = test.usesFiles ? await this.withFiles(test, round) : this.nodes;
    await atATime(AT_A_TIME, nodes, ({ id }) =>
      this.one(test, round, id, test.usesFiles ? withDirectories(program, id, this.directory) : program),
    );
  }

  private async one(test: StressTest, round: number, node: number | null, program: Expected): Promise<void> {
    const outcome = await runProgram(program, {
      omrun: this.parts.omrun,
      env: this.parts.env,
      cwd: this.directory,
      statsFile: join(this.directory, `stats-${++this.programs}`),
      options: [...(test.options ?? []), ...(node === null ? [] : ['-j', String(node)])],
    });
    this.results.push({ test: test.name, round, node, ...outcome });
    const how = outcome.wrong ?? 'as under plain node';
    this.parts.onProgress(
      `  ${node === null ? 'from here' : `on node ${node}`}: ${how}, ${Math.round(outcome.ms)} ms`,
    );
  }

  /** Those whose directory for temporary files is served to this node. */
  private async withFiles(test: StressTest, round: number): Promise<NodeOfCluster[]> {
    const connection = await AgentClient.connect(this.parts.client.path);
    const files = await connection.files();
    const served: NodeOfCluster[] = [];
    for (const node of this.nodes) {
      try {
        await files.stat(directoryOn(node.id));
        served.push(node);
      } catch (error) {
        const why = `${directoryOn(node.id)} is not to be used: ${(error as Error).message} (mosctl export, and the grant files, on that node)`;
        if (round === 1) this.missing.push({ test: test.name, node: node.id, why });
      }
    }
    connection.close();
    return served;
  }
}

const directoryOn = (node: number): string => `/mfs/${node}${tmpdir()}`;

const withDirectories = (program: Expected, node: number, here: string): Expected => ({
  ...program,
  arguments: [directoryOn(node), here],
});
