import { parseArgs } from 'node:util';
import { CAPACITY, PERIOD_MS, WINDOW } from '../agent/gossip/tuning.ts';
import { METHODS } from './methods/all.ts';
import { MIXES, type Mix } from './mix.ts';

export const HELP = `Usage: npm run sim -- [options]

Simulates a cluster on virtual time, at once under each method of assigning tasks, with the agents' own deciders and gossip.

  --nodes N         nodes (6)
  --tasks M         tasks (8000)
  --seed S          of all chance: one seed, one result (1)
  --mix MIX         paper: executions like those of the paper, of 13 tasks a node each, as many as give M tasks;
                    steady, exponential, pareto: one execution, in which tasks come all the time (paper; with --load: steady)
  --load L          share of its CPUs that the tasks would keep busy, evenly spread; not with --mix paper (0.7)
  --equal           all machines alike; else as the paper's cluster, of three kinds
  --methods A,B…    of ${METHODS.map(({ name }) => name).join(', ')} (all)
  --period MS       of gossip; tasks are moved once a second (${PERIOD_MS})
  --window W        entries in a message (${WINDOW})
  --view V          nodes that one knows at a time (${CAPACITY})
  --gossip HOW      told: message by message; drawn: what nodes know is drawn by the law of the ages, when they need it
                    (told up to 500 nodes)
  --delay MS        of each message on its way (1)
  --loss P          share of the messages that are lost (0)
  --partition S     so many seconds in the middle the cluster is cut in two (0)
  --crashes N       machines that crash in the course of the run, each for a minute (0)
  --trace FILE      tasks that have been, instead of a mix: a line each, seconds,CPU seconds,MiB,home (docs/balancing.md)
  --decisions FILE  a line of JSON for each decision, with its numbers
  --json            the results as JSON
  --report          puts table and plot into docs/balancing.md
  --help

Examples:
  npm run sim
  npm run sim -- --nodes 12 --tasks 20000 --load 0.7
  npm run sim -- --nodes 10000 --tasks 1000000 --load 0.7
  npm run sim -- --nodes 50 --load 0.5 --loss 0.3 --delay 50 --partition 60 --crashes 5
`;

/** Up to so many nodes gossip is told if nothing else is asked for. */
const MOST_TOLD = 500;

export interface SimOptions {
  nodes: number;
  tasks: number;
  seed: number;
  mix: Mix;
  load: number;
  equal: boolean;
  methods: string[];
  periodMs: number;
  window: number;
  view: number;
  isDrawn: boolean;
  delayMs: number;
  loss: number;
  partitionMs: number;
  crashes: number;
  /** The file, for `simulate` its text. */
  trace: string | null;
  decisions: string | null;
  json: boolean;
  report: boolean;
}

/** @throws Error with a line for the user · @returns null where help is wanted */
export function optionsOf(args: string[]): SimOptions | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args,
    options: {
      nodes: text,
      tasks: text,
      seed: text,
      mix: text,
      load: text,
      equal: flag,
      methods: text,
      period: text,
      window: text,
      view: text,
      gossip: text,
      delay: text,
      loss: text,
      partition: text,
      crashes: text,
      trace: text,
      decisions: text,
      json: flag,
      report: flag,
      help: flag,
    },
  });
  if (values.help) return null;
  const number = (name: keyof typeof values, otherwise: number, [least, most]: [number, number]): number => {
    const value = values[name] === undefined ? otherwise : Number(values[name]);
    if (value >= least && value <= most) return value;
    throw new Error(`--${name} ${values[name]}: a number from ${least} to ${most} is wanted`);
  };
  const whole = (name: keyof typeof values, otherwise: number, range: [number, number]): number => {
    const value = number(name, otherwise, range);
    if (Number.isInteger(value)) return value;
    throw new Error(`--${name} ${values[name]}: a whole number is wanted`);
  };
  const mix = values.mix ?? (values.load === undefined ? 'paper' : 'steady');
  if (!(MIXES as readonly string[]).includes(mix))
    throw new Error(`--mix ${mix}: there are ${MIXES.join(', ')}`);
  if (mix === 'paper' && values.load !== undefined)
    throw new Error(`--load ${values.load}: tasks of --mix paper come in bursts; ask for --mix steady`);
  const ofMix = (['mix', 'load', 'tasks'] as const).find((name) => values[name] !== undefined);
  if (values.trace !== undefined && ofMix !== undefined)
    throw new Error(`--${ofMix}: which tasks there are is in --trace ${values.trace}`);
  const names = METHODS.map(({ name }) => name);
  const methods = values.methods?.split(',') ?? names;
  const unknown = methods.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--methods ${unknown}: there are ${names.join(', ')}`);
  const nodes = whole('nodes', 6, [2, 65_535]);
  const gossip =
    values.gossip ??
    (nodes > MOST_TOLD && (values.partition ?? values.delay) === undefined ? 'drawn' : 'told');
  if (gossip !== 'told' && gossip !== 'drawn')
    throw new Error(`--gossip ${gossip}: there are told and drawn`);
  if (gossip === 'drawn' && (values.partition ?? values.delay) !== undefined)
    throw new Error('--gossip drawn knows neither --delay nor --partition; ask for --gossip told');
  return {
    nodes,
    tasks: whole('tasks', 8_000, [1, 1e8]),
    seed: whole('seed', 1, [0, 2 ** 32 - 1]),
    mix: mix as Mix,
    load: number('load', 0.7, [0.001, 10]),
    equal: values.equal ?? false,
    methods,
    periodMs: number('period', PERIOD_MS, [10, 1e6]),
    window: whole('window', WINDOW, [1, 1_024]),
    view: whole('view', CAPACITY, [1, 65_535]),
    isDrawn: gossip === 'drawn',
    delayMs: number('delay', 1, [0, 1e6]),
    loss: number('loss', 0, [0, 1]),
    partitionMs: 1_000 * number('partition', 0, [0, 1e6]),
    crashes: whole('crashes', 0, [0, nodes]),
    trace: values.trace ?? null,
    decisions: values.decisions ?? null,
    json: values.json ?? false,
    report: values.report ?? false,
  };
}
