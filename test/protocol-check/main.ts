/** `npm run check:protocol`: protocols walked through, with the agent's own machines and deciders. */
import { parseArgs } from 'node:util';
import { failover } from './failover/index.ts';
import { WITHOUT } from './failover/world.ts';
import { migration } from './migration/index.ts';
import type { Protocol } from './protocol.ts';
import { walk } from './walk.ts';

const USAGE = `usage: npm run check:protocol [-- --protocol NAME --nodes N --faults N --calls N … --most WORLDS]

Walks through all that can happen to one task, with the agent's own machines and deciders, and every order in which
messages arrive, timers end and processes answer.
  --protocol NAME  migration (as it moves, is checkpointed and frozen) or failover (of a task with --ha) (migration)
  --nodes N        2 to 4 (3); the first is home
  --faults N       so many things may go wrong, at any point (1): a link breaks, a host, an agent or a deputy is killed, or killed
                   and started again, a node is given up for its silence, the deputy ends; of failover also: a deputy stands
                   still, a lease runs out, an answer is lost, a change is carried out later
  --calls N        calls of the program to its deputy (1)
  --whole          worlds that go on alike are walked each
  --most N         stop at so many worlds (3000000)
of migration:
  --moves N        so many times home may decide to move it (1)
  --checkpoints N  so many times its deputy asks for a state while it executes (0)
  --restarts N     so many times an agent is to begin anew, and has it frozen (0)
  --at N           the node where it starts, 1 or 2 (1)
of failover:
  --standbys N     so many standbys are wanted (1)
  --listed N       and so many there are at first (all)
  --failbacks N    so many times a user may want a standby to be the home (0)
  --without WHAT   leaves something out, to see what that comes to: ${WITHOUT.join(', ')}; of
                   migration: numbers (of states that are asked for, as with an older omosix)`;

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} takes a whole number from ${least} to ${most}, not '${text}'`);
}

function report<World>(what: string, protocol: Protocol<World>, most: number): number {
  const startMs = performance.now();
  const { worlds, steps, depth, settled, trace, isCut } = walk(protocol, {
    most,
    onLevel: (at, found) => process.stderr.isTTY && process.stderr.write(`\rdepth ${at}, ${found} worlds`),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${what}: ${worlds} worlds, ${steps} steps, depth ${depth}, ${settled} settled, ${seconds} s`);
  if (trace !== null) {
    console.log('This must not be:');
    for (const [index, line] of trace.entries()) console.log(`${String(index + 1).padStart(4)}  ${line}`);
    return 1;
  }
  if (isCut) {
    console.log(`stopped at ${worlds} worlds: of the others nothing is known (--most)`);
    return 1;
  }
  for (const invariant of protocol.invariants) console.log(`holds: ${invariant}`);
  return 0;
}

function main(args: string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: {
      protocol: text('migration'),
      nodes: text('3'),
      moves: text('1'),
      faults: text('1'),
      calls: text('1'),
      checkpoints: text('0'),
      restarts: text('0'),
      at: text('1'),
      standbys: text('1'),
      listed: { type: 'string' },
      failbacks: text('0'),
      without: { type: 'string' },
      whole: { type: 'boolean', default: false },
      most: text('3000000'),
    },
  });
  const most = numberOf('most', values.most, 1, 1e8);
  const both = {
    nodes: numberOf('nodes', values.nodes, 2, 4),
    faults: numberOf('faults', values.faults, 0, 9),
    calls: numberOf('calls', values.calls, 0, 9),
  };
  const told = (counts: object): string =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  if (values.protocol === 'failover') {
    const standbys = numberOf('standbys', values.standbys, 1, both.nodes - 1);
    const listed = numberOf('listed', values.listed ?? values.standbys, 0, standbys);
    const failbacks = numberOf('failbacks', values.failbacks, 0, 9);
    const size = { ...both, standbys, listed, failbacks };
    const without = WITHOUT.find((one) => one === values.without) ?? null;
    if (values.without !== undefined && without === null)
      throw new Error(`--without takes one of ${WITHOUT.join(', ')}, not '${values.without}'`);
    const what = `${told(size)}${without === null ? '' : `, without ${without}`}`;
    return report(what, failover({ ...size, without, isWhole: values.whole }), most);
  }
  if (values.protocol !== 'migration')
    throw new Error(`--protocol takes migration or failover, not '${values.protocol}'`);
  const size = {
    ...both,
    moves: numberOf('moves', values.moves, 0, 9),
    checkpoints: numberOf('checkpoints', values.checkpoints, 0, 9),
    restarts: numberOf('restarts', values.restarts, 0, 9),
  };
  const isNumbered = values.without !== 'numbers';
  if (values.without !== undefined && isNumbered)
    throw new Error(`--without takes numbers, not '${values.without}'`);
  const at = numberOf('at', values.at, 1, 2);
  return report(
    `${told(size)}, from node ${at}${isNumbered ? '' : ', states without numbers'}`,
    migration({ ...size, at, isNumbered }),
    most,
  );
}

try {
  process.exit(main(process.argv.slice(2)));
} catch (error) {
  console.error(`check:protocol: ${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
