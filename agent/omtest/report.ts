import type { Result, SuiteReport } from './suite.ts';
import type { TestName } from './tests.ts';

/** One test over all nodes and rounds; times in ms, null where it never ran. */
export interface Line {
  test: TestName;
  runs: number;
  right: number;
  wrong: number;
  missing: number;
  fastestMs: number | null;
  medianMs: number | null;
  slowestMs: number | null;
  moves: number;
}

export function linesOf({ results, missing }: SuiteReport, names: readonly TestName[]): Line[] {
  return names.map((test) => {
    const of = results.filter((result) => result.test === test);
    const times = of.map(({ ms }) => ms).sort((a, b) => a - b);
    const wrong = of.filter((result) => result.wrong !== null).length;
    return {
      test,
      runs: of.length,
      right: of.length - wrong,
      wrong,
      missing: missing.filter((one) => one.test === test || one.test === null).length,
      fastestMs: times[0] ?? null,
      medianMs: times[times.length >> 1] ?? null,
      slowestMs: times.at(-1) ?? null,
      moves: of.reduce((sum, { moves }) => sum + moves, 0),
    };
  });
}

/** What was wrong and what was missing, a line each. */
export function remarks({ results, missing }: SuiteReport): string[] {
  return [
    ...results.filter(({ wrong }) => wrong !== null).map(failure),
    ...missing.map(({ test, node, why }) => `missing: ${test ?? 'all tests'} on node ${node}: ${why}`),
  ];
}

const failure = ({ test, round, node, wrong }: Result): string =>
  `WRONG: ${test}, round ${round}, ${node === null ? 'from here' : `on node ${node}`}: ${wrong}`;

/** In one line. */
export function verdict(report: SuiteReport): string {
  const { results, nodes, rounds, missing } = report;
  const wrong = results.filter(({ wrong }) => wrong !== null).length;
  const count = `${results.length} programs on ${nodes.length} nodes, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  return `${count}: ${wrong === 0 ? 'all as under plain node' : `${wrong} WRONG`}${missing.length > 0 ? `, ${missing.length} missing` : ''}`;
}
