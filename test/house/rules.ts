/** What the tidy test allows where. To change a line here is a decision: say why in the commit. */

/** The table of docs/ARCHITECTURE.md. The longest matching folder counts; a folder may always import itself. */
export const mayImport: Record<string, string[]> = {
  protocol: [],
  'migrator/compile': ['protocol'],
  'migrator/bundle': ['protocol', 'migrator/compile'],
  'migrator/guest': [],
  'migrator/resume': ['protocol', 'migrator/compile'],
  'migrator/runtime': ['protocol'],
  'migrator/host': ['protocol', 'migrator/compile', 'migrator/resume', 'migrator/runtime'],
  'migrator/inspect': ['protocol', 'migrator/runtime'],
  discovery: ['protocol'],
  'discovery/members': ['protocol'],
  agent: ['protocol', 'migrator', 'discovery', 'agent'],
  'agent/balance': ['protocol'],
  'agent/gossip': ['protocol'],
  'agent/migration/machine': ['protocol'],
  'agent/owner': ['protocol'],
  // The simulator of whole clusters: of the agent what is pure, and its load meter.
  sim: ['protocol', 'agent/balance', 'agent/gossip', 'agent/measure/load.ts'],
  tui: ['protocol'],
  // The page and its server share nothing but what goes between them.
  'web/samples': ['protocol'],
  'web/server': ['protocol', 'web/samples'],
  'web/page': ['protocol', 'tui', 'web/samples'],
  bin: ['protocol', 'migrator', 'discovery', 'agent', 'tui', 'web/server'],
  workloads: [],
  // How the host's script is bundled, too.
  test: [
    'protocol',
    'migrator',
    'discovery',
    'agent',
    'tui',
    'web',
    'bin',
    'sim',
    'test',
    'workloads',
    'tools/host-script.mjs',
    // How man pages are made of help, too.
    'tools/man.mjs',
  ],
  tools: ['protocol', 'migrator', 'discovery', 'agent', 'test'],
};

/** No clock, no timer, no randomness, no Node. */
export const pureFolders = [
  'protocol',
  'migrator/compile',
  'migrator/resume',
  'discovery/members',
  'agent/balance',
  'agent/gossip',
  'agent/migration/machine',
  'agent/owner',
  'tui',
  'web/samples',
  'web/page',
];
/** Adapters that stand in a pure folder. */
export const impureFiles = ['tui/terminal.ts', 'web/page/page.ts'];

/** The wall clock and true randomness: what would make a run differ from its replay. */
export const wallClockAndRandomness = [
  'agent/deputy/mfs/directory-calls.ts', // names of temporary directories
  'agent/deputy/images.ts', // a task's start and its seed
  'agent/deputy/spec.ts',
  'agent/ha/claims/configured.ts', // names of changes
  'agent/ha/etcd/store.ts', // the name of what etcd has
  'agent/omrun/ha/begin.ts', // the name of a task
  'agent/measure/load.ts',
  'agent/membership/desk.ts', // secrets of invitations
  'agent/system-clock.ts', // the agent's Clock and Random
  'agent/transport/session.ts', // names of sessions
  'bin/mosmon/web.ts', // the token of its page
  'bin/omfs/copy-file.ts', // names of what is not whole yet
  'migrator/guest', // the task's own, as all of the program's
  'migrator/runtime/loop/clock.ts', // the task's own clock
  'migrator/runtime/node/native/noted-random.ts', // what a task draws, noted
  'migrator/runtime/node/clocks.ts', // Node's own clocks, kept from the start
  'migrator/runtime/node/native/crypto.ts', // names of Node's functions
];

/** Monotonic time and timers; deciders get time as an event instead. */
export const timers = [
  ...wallClockAndRandomness,
  'agent/agent.ts', // the agent's beat
  'agent/cluster', // starting and stopping processes
  'agent/control',
  'agent/deputy/children/run.ts', // the limit of a `spawnSync`
  'agent/deputy/deputy.ts',
  'agent/deputy/oneway.ts', // what comes together is acknowledged together
  'agent/deputy/ha/primary.ts', // the same of what is written down
  'agent/deputy/output.ts',
  'agent/deputy/at-most.ts', // a limit of waiting
  'agent/deputy/signals.ts',
  'agent/deputy/task-checkpoints.ts', // when the next one is due
  'agent/detached', // a look at a file now and then
  'agent/ha/etcd/endpoints.ts', // pauses between attempts
  'agent/guests', // starting and stopping hosts
  'agent/measure',
  'agent/mfs/deadline.ts', // how long to look up what may be asked for next
  'agent/omrun', // patience with the user's cluster
  'agent/omtest', // how long programs take, and how long the suite
  'agent/space/time-limit.ts', // a limit of waiting
  'agent/transport',
  'bin/mosctl/clearing.ts', // progress of what lasts
  'bin/waiting.ts', // progress of a move
  'discovery/mdns.ts', // when to ask again
  'discovery/multicast.ts', // when to look at the interfaces again
  'migrator/host', // durations it reports
  'migrator/runtime/loop/read-ahead.ts', // the age of what was read ahead
  'migrator/runtime/loop/scan-ahead.ts', // the age of what was answered ahead
  'migrator/runtime/node', // the task's timers
  'tui/terminal.ts', // times of events
  'web/page/page.ts', // when to ask again
];

/** Code that is compiled with the program: nobody imports it, and its libraries are copied into the product (tools/build.mjs). */
export const guestFolder = 'migrator/guest';

/** A big library is met in few places, so that it can be replaced there. */
export const libraries: Record<string, string[]> = {
  '@jridgewell/trace-mapping': ['migrator/compile'],
  acorn: ['migrator/compile', 'migrator/resume', 'test/test262'],
  astring: ['migrator/compile', 'migrator/resume'],
  blessed: ['tui/terminal.ts'],
  'bonjour-service': ['discovery/mdns.ts'],
  commander: ['bin', 'agent/omrun'],
  esbuild: ['migrator/bundle', 'test', 'tools'],
  etcd3: ['agent/ha/etcd', 'test/ha'],
  'eslint-scope': ['migrator/compile'],
  'get-east-asian-width': ['tui/charset.ts'],
  'node-sqlite3-wasm': ['agent/history/store.ts'],
  pino: ['agent/log.ts'],
  'readable-stream': ['migrator/guest'],
  undici: ['migrator/guest'],
  uplot: ['web/page/charts.ts'],
  'web-streams-polyfill': ['migrator/guest'],
  fflate: ['migrator/guest'],
  ssh2: ['agent/transport', 'agent/users', 'test/bench', 'test/agent', 'test/security', 'tools'],
};

export const mostLines = 400;

/** Recursive descent over a syntax tree, or down a grammar: files whose functions call each other, and nothing runs at import. */
export const recursiveDescent = ['migrator/compile/lower', 'test/engine/random'];
