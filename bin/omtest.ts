#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { AgentClient } from '../agent/control/client.ts';
import { type Line, linesOf, remarks, verdict } from '../agent/omtest/report.ts';
import { runSuite, type SuiteReport } from '../agent/omtest/suite.ts';
import { stressTests, TEST_NAMES, type TestName } from '../agent/omtest/tests.ts';
import { withCluster } from '../agent/omtest/with-cluster.ts';
import { controlSocketOf, placesOf } from '../agent/places.ts';
import { isOmosixError, OmosixError } from '../protocol/errors.ts';
import { type Column, renderTable } from '../tui/table.ts';
import { exitCodes, fail, printTable, version } from './command.ts';
import { offerCompletion } from './completion.ts';

const near = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const MOST_NODES = 64;
const MOST_MINUTES = 7 * 24 * 60;

const tests = (text: string): TestName[] =>
  text.split(',').map((name) => {
    const known = TEST_NAMES.find((one) => one === name);
    if (!known) throw new InvalidArgumentError(`There is no test '${name}', but ${TEST_NAMES.join(', ')}.`);
    return known;
  });

const numberTo =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && value <= most))
      throw new InvalidArgumentError(`It must be a number above 0, up to ${most}.`);
    return value;
  };

const program = new Command('omtest')
  .description(
    'Strains all nodes of the cluster with ordinary programs, and compares what they print with what plain node prints.',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--only <TEST,…>', 'these tests only', tests)
  .option('--minutes <M>', 'round after round for so long; else one round', numberTo(MOST_MINUTES))
  .option(
    '--nodes <N>',
    'a private cluster of so many nodes on this machine, in place of the one that it is in',
    numberTo(MOST_NODES),
  )
  .option('--report <FILE>', 'write all that happened into this file as well')
  .option('--json', 'print the result as JSON')
  .option('-q, --quiet', 'no word of what is being done')
  .addHelpText(
    'after',
    `
Tests:
${stressTests.map(({ name, what, on }) => `  ${name.padEnd(16)} ${what}${on === 'each' ? '; one on each node at the same time' : ''}`).join('\n')}

Columns:
  RUNS, RIGHT, WRONG     programs that ran, printed what they print under plain node, or did not
  MISSING                nodes on which it could not be tried; why is told below the table
  FASTEST … SLOWEST      seconds from the start of omrun to its end
  MOVES                  migrations

file-test uses /mfs/ID/tmp of each node (what $TMPDIR is here): what a node serves (mosctl export) to those whom it lets (grant files).

Examples:
  omtest                       one round on all nodes of this cluster
  omtest --minutes 60 --report stress.txt
                               an hour, and all of it in a file
  omtest --only moving,fork-it two of the tests
  omtest --nodes 3             on three agents of its own on this machine
  omtest --json | jq .lines

Exit code: 0 where all that ran is as under plain node, 1 where something is not, or nothing could be tried, 2 for a wrong command line.
${exitCodes.split('\n').slice(1).join('\n')}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

interface Options {
  only?: TestName[];
  minutes?: number;
  nodes?: number;
  report?: string;
  json?: true;
  quiet?: true;
}

const seconds = (ms: number | null): string => (ms === null ? '-' : (ms / 1000).toFixed(1));
const columns: Column<Line>[] = [
  { title: 'TEST', value: ({ test }) => test },
  { title: 'RUNS', value: ({ runs }) => String(runs), right: true },
  { title: 'RIGHT', value: ({ right }) => String(right), right: true },
  { title: 'WRONG', value: ({ wrong }) => String(wrong), right: true },
  { title: 'MISSING', value: ({ missing }) => String(missing), right: true },
  { title: 'FASTEST', value: ({ fastestMs }) => seconds(fastestMs), right: true },
  { title: 'MEDIAN', value: ({ medianMs }) => seconds(medianMs), right: true },
  { title: 'SLOWEST', value: ({ slowestMs }) => seconds(slowestMs), right: true },
  { title: 'MOVES', value: ({ moves }) => String(moves), right: true },
];

async function main(): Promise<void> {
  program.parse();
  const options = program.opts<Options>();
  if (options.nodes !== undefined && !Number.isInteger(options.nodes))
    throw new OmosixError('EUSAGE', `--nodes takes a whole number, not ${options.nodes}`);
  const chosen = stressTests.filter(({ name }) => options.only?.includes(name) ?? true);
  // Before anything runs: an hour's report must find its file.
  if (options.report !== undefined) writeFileSync(options.report, '');
  const log: string[] = [];
  const strain = async (home: string | null): Promise<SuiteReport> => {
    const env = home === null ? process.env : { ...process.env, OMOSIX_HOME: home };
    const client = await AgentClient.connect(controlSocketOf(placesOf(env))).catch(withoutAgent);
    const onProgress = (line: string): void => {
      log.push(line);
      if (!options.quiet && !options.json) process.stderr.write(`${line}\n`);
    };
    const parts = { client, omrun: near('omrun.js'), programs: near('../workloads/stress'), env, onProgress };
    try {
      return await runSuite(chosen, (options.minutes ?? 0) * 60_000, parts);
    } finally {
      client.close();
    }
  };
  const report = await (options.nodes === undefined
    ? strain(null)
    : withCluster(options.nodes, { omd: near('omd.js'), places: placesOf(process.env) }, (socket) =>
        strain(dirname(dirname(socket))),
      ));
  tell(
    report,
    options,
    log,
    chosen.map(({ name }) => name),
  );
}

function withoutAgent(error: Error): never {
  if (isOmosixError(error) && error.code === 'ENOAGENT')
    throw new OmosixError(
      'ENOAGENT',
      'no agent runs here: start one (omd), or try omtest --nodes 3, which has its own',
    );
  throw error;
}

function tell(report: SuiteReport, options: Options, log: readonly string[], names: TestName[]): void {
  const lines = linesOf(report, names);
  const words = [...remarks(report), verdict(report)];
  if (options.json) process.stdout.write(`${JSON.stringify({ ...report, lines })}\n`);
  else {
    printTable(columns, lines);
    process.stdout.write(`${words.join('\n')}\n`);
  }
  if (options.report !== undefined) {
    const nodes = report.nodes.map(({ id, name }) => `${id} ${name}`).join(', ');
    const head = [`omtest ${version()}, node ${process.version}`, `nodes: ${nodes}`, ''];
    writeFileSync(
      options.report,
      [...head, ...log, '', renderTable(columns, lines), ...words, ''].join('\n'),
    );
  }
  const isRight = report.results.length > 0 && report.results.every(({ wrong }) => wrong === null);
  process.exitCode = isRight ? 0 : 1;
}

main().catch((error: Error) => fail('omtest', error));
