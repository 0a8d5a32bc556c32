import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { OmosixError } from '../../protocol/errors.ts';
import type { Grants } from '../../protocol/grants.ts';
import { MAX_LOST_AFTER_MS, MAX_REPLICAS, MAX_TIMEOUT_MS } from '../../protocol/limits.ts';
import type { NodeMask, Placement } from '../../protocol/task.ts';
import type { CheckpointPlan } from '../deputy/checkpoint-plan.ts';
import { MOST_NICE } from '../guests/priority.ts';
import { grantOptions, grantsOf, marked, unmarked } from './grants.ts';
import { withHa } from './ha/grants.ts';
import { HELP } from './help.ts';
import { maskNodes, nodeList } from './node-list.ts';
import type { RestartRules } from './restart/policy.ts';

export interface Options {
  /** Empty with `restore`. */
  program: string;
  args: string[];
  /** Private cluster of so many nodes; null: the user's own agent. */
  nodes: number | null;
  /** Where to start, in order of preference: IDs or names. */
  node: string[];
  home: boolean;
  goOnAtHome: boolean;
  lock: boolean;
  /** The lock and the node mask of the task that has started it. */
  keep: boolean;
  mask: NodeMask | null;
  /** Of the mask's nodes those that are named: their IDs are known where the agent is. */
  maskNames: string[];
  hint: Placement['hint'] | null;
  decay: Placement['decay'] | null;
  /** Native add-ons: where the program is seen to load some (null), in any case, or never. */
  addons: boolean | null;
  /** Workers are threads of one host: where the program is seen to share memory (null), in any case, or never. */
  sharedMemory: boolean | null;
  migrateEveryMs: number | null;
  anyNode: boolean;
  memoryMb: number | null;
  /** As `nice -n`, for the task wherever it executes; null: as omrun was started. */
  nice: number | null;
  lostAfterMs: number;
  stats: string | null;
  explain: boolean;
  verbose: boolean;
  /** Checkpoint files: how often, where, how many stay. */
  checkpoints: CheckpointPlan;
  /** Go on from this checkpoint file. */
  restore: string | null;
  /** So many other nodes have what it takes to be its home; null: its home's end is its own. */
  ha: number | null;
  /** Whether it is started again when it has ended; null: not. */
  restart: RestartRules | null;
  /** In the background: nobody looks on. */
  detach: boolean;
  /** What it may do at home; null: what its user may. */
  grants: Grants | null;
  /** Of a detached deputy itself: where it keeps what its task writes. */
  kept: string | null;
}

/** More processes than that on one machine show nothing that fewer do not. */
const MAX_PRIVATE_NODES = 64;
const LOST_AFTER_MS = 60_000;
/** What is done again need not be waited for. */
const LOST_AND_AGAIN_AFTER_MS = 10_000;
const CHECKPOINTS_KEPT = 2;
/** More often it does nothing else. */
const LEAST_CHECKPOINT_MS = 10;

/** @throws OmosixError EUSAGE; null where help or version was asked for and shown */
export function parseOptions(argv: string[], version: string): Options | null {
  const command = new Command('omrun')
    .argument('[program]')
    .argument('[args...]')
    // What stands behind the program is the program's.
    .passThroughOptions()
    .option('-j, --node <id>', '', nodeList, [])
    .option('-F')
    .option('--home')
    .option('-L, --lock')
    .option('-l, --unlock')
    .option('-k, --keep')
    .option('--mignodes <id>', '', maskNodes)
    .addOption(new Option('--migpolicy <policy>').choices(['allow', 'deny']))
    .option('-c, --cpu')
    .option('-i, --io')
    .option('-n')
    .option('-s')
    .option('-f')
    .option('-m, --mem <mb>', '', positive('megabytes'))
    .option('--nice <n>', '', niceness)
    .option('--nodes <n>', '', clusterSize)
    .option('--migrate-every <ms>', '', milliseconds)
    .option('--lost-after <s>', '', seconds)
    .option('--any-node')
    .option('--addons')
    .option('--no-addons')
    .option('--shared-memory')
    .option('--no-shared-memory')
    .option('--stats <file>')
    .option('--checkpoint-every <t>', '', duration)
    .option('--checkpoint-dir <directory>')
    .option('--checkpoint-keep <n>', '', positive('files'), CHECKPOINTS_KEPT)
    .option('--restore <file>')
    .option('--ha <k>', '', replicas)
    .addOption(new Option('--restart <policy>').choices(['on-failure', 'always']))
    .option('--restart-max <n>', '', positive('restarts'))
    .option('--explain')
    .option('-v, --verbose')
    .option('-d, --detach')
    .option('--attach')
    .option('--kept <directory>')
    .option('--permission')
    .helpOption('-h, --help')
    .version(version, '--version')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const option of grantOptions()) command.addOption(option);
  command.helpInformation = () => HELP;
  try {
    command.parse(marked(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw new OmosixError(
      'EUSAGE',
      `${unmarked([error.message])[0]!.replace(/^error: /, '')} (see omrun --help)`,
    );
  }
  const [program, ...args] = unmarked(command.args);
  const given = command.opts();
  const grants = grantsOf(given);
  if (given.restore !== undefined) refuseWithRestore(program, given);
  else if (program === undefined)
    throw new OmosixError('EUSAGE', "missing required argument 'program' (see omrun --help)");
  if (given.home && given.node.length > 0)
    throw new OmosixError('EUSAGE', '--home and --node exclude each other');
  assertOne(given, [
    ['cpu', '-c'],
    ['io', '-i'],
  ]);
  assertOne(given, [
    ['n', '-n'],
    ['s', '-s'],
    ['f', '-f'],
  ]);
  assertOne(given, [
    ['keep', '-k'],
    ['lock', '-L'],
  ]);
  if (grants && command.getOptionValueSource('addons') === 'cli' && given.addons)
    throw new OmosixError(
      'EUSAGE',
      '--addons is native code, which no --allow-… and no --permission would hold',
    );
  if (given.attach) throw new OmosixError('EUSAGE', '--attach stands alone: omrun --attach ID');
  if (given.ha !== undefined) refuseWithHa(program, given, grants);
  if (given.restartMax !== undefined && given.restart === undefined)
    throw new OmosixError('EUSAGE', '--restart-max bounds --restart: on-failure or always?');
  if (given.restart !== undefined && program === '-')
    throw new OmosixError('EUSAGE', '--restart wants a file: standard input can be read only once');
  if (given.detach && given.explain)
    throw new OmosixError('EUSAGE', '--detach and --explain exclude each other');
  return {
    program: program ?? '',
    args,
    nodes: given.nodes ?? null,
    node: given.node,
    home: given.home === true,
    goOnAtHome: given.F === true,
    lock: given.lock === true && given.unlock !== true,
    keep: given.keep === true,
    mask: maskOf(given),
    maskNames: (given.mignodes ?? []).filter((one: string) => !isId(one)),
    hint: given.cpu ? 'cpu' : given.io ? 'io' : null,
    decay: given.n ? 'none' : given.s ? 'slow' : given.f ? 'fast' : null,
    addons: command.getOptionValueSource('addons') === 'cli' ? given.addons : null,
    sharedMemory: command.getOptionValueSource('sharedMemory') === 'cli' ? given.sharedMemory : null,
    migrateEveryMs: given.migrateEvery ?? null,
    anyNode: given.anyNode === true,
    memoryMb: given.mem ?? null,
    nice: given.nice ?? null,
    lostAfterMs:
      given.lostAfter ??
      (given.checkpointEvery === undefined && given.ha === undefined
        ? LOST_AFTER_MS
        : LOST_AND_AGAIN_AFTER_MS),
    stats: given.stats ?? null,
    checkpoints: {
      everyMs: given.checkpointEvery ?? (given.ha === undefined ? null : 'auto'),
      directory: given.checkpointDir ?? '.',
      keep: given.checkpointKeep,
      // What counts is on other machines.
      isFileless: given.ha !== undefined,
    },
    restore: given.restore ?? null,
    restart: given.restart === undefined ? null : { policy: given.restart, most: given.restartMax ?? null },
    explain: given.explain === true,
    verbose: given.verbose === true,
    detach: given.detach === true,
    grants: given.ha === undefined ? grants : withHa(grants, given.permission === true),
    ha: given.ha ?? null,
    kept: given.kept ?? null,
  };
}

const isId = (node: string): boolean => /^\d+$/.test(node);

function maskOf({
  mignodes,
  migpolicy,
}: {
  mignodes?: string[];
  migpolicy?: NodeMask['policy'];
}): NodeMask | null {
  if (mignodes === undefined && migpolicy !== undefined)
    throw new OmosixError('EUSAGE', '--migpolicy says what --mignodes means: which nodes?');
  return mignodes ? { policy: migpolicy ?? 'allow', nodes: mignodes.filter(isId).map(Number) } : null;
}

/** @throws OmosixError EUSAGE where two are given that exclude each other */
function assertOne(given: Record<string, unknown>, names: readonly [string, string][]): void {
  const [one, other] = names.filter(([name]) => given[name] === true);
  if (one && other) throw new OmosixError('EUSAGE', `${one[1]} and ${other[1]} exclude each other`);
}

/** The task is what the file says; it begins at home. */
function refuseWithRestore(program: string | undefined, given: Record<string, unknown>): void {
  if (program !== undefined)
    throw new OmosixError(
      'EUSAGE',
      `--restore takes no program: the checkpoint has its own ('${program}' is one too many)`,
    );
  if ((given.node as string[]).length > 0 || given.explain)
    throw new OmosixError('EUSAGE', '--restore goes with neither --node nor --explain; it begins at home');
}

/** Other nodes have nothing of this one's terminal, programs and files. */
function refuseWithHa(
  program: string | undefined,
  given: Record<string, unknown>,
  grants: Grants | null,
): void {
  const not = (option: string, why: string): never => {
    throw new OmosixError('EUSAGE', `--ha goes without ${option}: ${why}`);
  };
  if (given.detach !== true && given.kept === undefined)
    throw new OmosixError('EUSAGE', '--ha needs -d: what outlives this machine has no terminal');
  if (program === '-') not('-', 'standard input can be read only once');
  if (given.nodes !== undefined) not('--nodes', 'a private cluster is all on this machine');
  if (given.restore !== undefined) not('--restore', 'it begins with its program');
  if (given.restart !== undefined) not('--restart', 'it goes on by itself');
  if (given.addons === true || given.sharedMemory === true)
    not('--addons and --shared-memory', 'such a program cannot be done again');
  if (grants && grants.run !== true && grants.run.length === 0) return;
  if (grants) not('--allow-run', 'another node does not have the programs that it has started');
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `auto`, `500ms`, `30s`, `10m`, `2h`; a bare number is seconds. */
function duration(value: string): number | 'auto' {
  if (value === 'auto') return value;
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value) ?? [];
  const ms = Number(number) * UNIT_MS[unit]!;
  if (number === undefined || ms < LEAST_CHECKPOINT_MS || ms > MAX_TIMEOUT_MS)
    throw new InvalidArgumentError("It must be 'auto' or a duration: 500ms, 30s, 10m or 2h.");
  return ms;
}

function clusterSize(value: string): number {
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < 1 || count > MAX_PRIVATE_NODES) {
    throw new InvalidArgumentError(`It must be a number from 1 to ${MAX_PRIVATE_NODES}.`);
  }
  return count;
}

function replicas(value: string): number {
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < 1 || count > MAX_REPLICAS)
    throw new InvalidArgumentError(`It must be a number of other nodes, 1 to ${MAX_REPLICAS}.`);
  return count;
}

function niceness(value: string): number {
  const nice = Number(value);
  if (!/^\d+$/.test(value) || nice > MOST_NICE)
    throw new InvalidArgumentError(`It must be a number from 0 to ${MOST_NICE}.`);
  return nice;
}

function milliseconds(value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value))
    throw new InvalidArgumentError('It must be a number of milliseconds; 0 is at each safe point.');
  return Number(value);
}

/** In ms. */
function seconds(value: string): number {
  const most = MAX_LOST_AFTER_MS / 1000;
  const ms = Math.round(Number(value) * 1000);
  if (!/^\d+(\.\d+)?$/.test(value) || ms < 1 || ms > MAX_LOST_AFTER_MS)
    throw new InvalidArgumentError(`It must be a number of seconds, at most ${most}.`);
  return ms;
}

function positive(unit: string): (value: string) => number {
  return (value) => {
    if (!/^\d+$/.test(value) || Number(value) < 1)
      throw new InvalidArgumentError(`It must be a number of ${unit}, 1 or more.`);
    return Number(value);
  };
}
