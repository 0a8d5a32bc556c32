/** What openMosix's stress test did, for us: ordinary programs, of which it is known what plain node prints. */
export interface StressTest {
  name: TestName;
  /** What it strains, in words. */
  what: string;
  /** Its program and arguments, as in workloads/stress/expected/standard.json. */
  program: string;
  /** One on each node at the same time, or one from here. */
  on: 'each' | 'here';
  /** Its two arguments are directories: one on the node, one here. */
  usesFiles?: true;
  options?: readonly string[];
}

export const TEST_NAMES = [
  'key-generation',
  'portfolio',
  'eat-memory',
  'fork-it',
  'file-test',
  'moving',
  'timewaster',
  'syscalls',
] as const;
export type TestName = (typeof TEST_NAMES)[number];

export const stressTests: readonly StressTest[] = [
  { name: 'key-generation', what: 'RSA keys from large primes', program: 'key-generation', on: 'each' },
  { name: 'portfolio', what: 'Monte Carlo over prices', program: 'portfolio', on: 'each' },
  { name: 'eat-memory', what: 'memory taken, used and given back', program: 'eat-memory', on: 'each' },
  { name: 'fork-it', what: 'programs that fork programs', program: 'fork-it', on: 'here' },
  {
    name: 'file-test',
    what: 'files to each node and back, over MFS',
    program: 'files',
    on: 'each',
    usesFiles: true,
  },
  {
    name: 'moving',
    what: 'a driver that is moved each second, with all that it does',
    program: 'moving',
    on: 'here',
    options: ['--migrate-every', '1000'],
  },
  { name: 'timewaster', what: 'recursion, generators, timers, sorting', program: 'timewaster', on: 'each' },
  { name: 'syscalls', what: 'one system call after the other', program: 'syscalls', on: 'each' },
];
