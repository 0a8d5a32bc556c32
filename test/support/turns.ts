import { seed } from './share.ts';

/**
 * Files of which CI runs every second, these or those by its seed: real terminals, and clusters in which something dies and is waited for.
 * `npm test` elsewhere, and OMOSIX_WHOLE=1, run all.
 */
export const BY_TURNS = [
  'test/tui/migmon-terminal.test.ts',
  'test/e2e/cut-link.test.ts',
  'test/verbs/expel.test.ts',
  'test/e2e/target-dies.test.ts',
  'test/e2e/omrun-as-node.test.ts',
  'test/members/trust.test.ts',
  'test/e2e/job-control.test.ts',
  'test/e2e/checkpoint.test.ts',
  'test/agent/failures.test.ts',
  'test/agent/silence.test.ts',
  'test/e2e/reader-gone.test.ts',
  'test/completion/completion.test.ts',
  'test/agent/stopped.test.ts',
  'test/addons/addons.test.ts',
  'test/users/files.test.ts',
  'test/users/door.test.ts',
  'test/tui/mosmon-terminal.test.ts',
  'test/tui/mtop-terminal.test.ts',
  'test/e2e/detached.test.ts',
  'test/space/programs.test.ts',
  'test/space/cluster.test.ts',
  'test/e2e/repl.test.ts',
  'test/recovery/survives.test.ts',
  'test/ha/members.test.ts',
  'test/ha/omd.test.ts',
  'test/ha/random.test.ts',
  'test/ha/doors.test.ts',
  'test/ha/alone.test.ts',
  'test/ha/other-store.test.ts',
  'test/members/join.test.ts',
  'test/verbs/control.test.ts',
  'test/restart/restart.test.ts',
  'test/ha/failover.test.ts',
];

export const leftOut = (): string[] =>
  process.env.CI && process.env.OMOSIX_WHOLE === undefined
    ? BY_TURNS.filter((_, at) => (at + seed) % 2 === 0)
    : [];
