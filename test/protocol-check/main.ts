/** `npm run check:protocol`: protocols walked through, with the agent's own machines and deciders. */
import { parseArgs } from 'node:util';
import { migration } from './migration/index.ts';
import type { Protocol } from './protocol.ts';
import { walk } from './walk.ts';

const USAGE = `usage: npm run check:protocol [-- --nodes N --moves N --faults N --calls N --checkpoints N --restarts N --at N --most WORLDS]

Walks through all that can happen to one task: the machines of home, source and target as they are, with every order
in which messages arrive, timers end and hosts answer.
  --nodes N        2 to 4 (3); the first is home
  --moves N        so many times home may decide to move it (2)
  --faults N       so many things may go wrong, at any point (1): a link breaks, a host or an agent is killed, or killed and
                   started again, a node is given up for its silence, the deputy ends
  --calls N        calls of the program to its deputy (1)
  --checkpoints N  so many times its deputy asks for a state while it executes (0)
  --restarts N     so many times an agent is to begin anew, and has it frozen (0)
  --at N           the node where it starts, 1 or 2 (1)
  --most N         stop at so many worlds (3000000)`;

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
      nodes: text('3'),
      moves: text('2'),
      faults: text('1'),
      calls: text('1'),
      checkpoints: text('0'),
      restarts: text('0'),
      at: text('1'),
      most: text('3000000'),
    },
  });
  const size = {
    nodes: numberOf('nodes', values.nodes, 2, 4),
    moves: numberOf('moves', values.moves, 0, 9),
    faults: numberOf('faults', values.faults, 0, 9),
    calls: numberOf('calls', values.calls, 0, 9),
    checkpoints: numberOf('checkpoints', values.checkpoints, 0, 9),
    restarts: numberOf('restarts', values.restarts, 0, 9),
    at: numberOf('at', values.at, 1, 2),
  };
  const most = numberOf('most', values.most, 1, 1e8);
  const { at, ...counts } = size;
  const what = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return report(`${what.join(', ')}, from node ${at}`, migration(size), most);
}

try {
  process.exit(main(process.argv.slice(2)));
} catch (error) {
  console.error(`check:protocol: ${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
