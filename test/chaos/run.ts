/** One run: machines, load, faults and checkers put together. */
import { SimRandom } from '../../sim/random.ts';
import type { Used } from '../support/used.ts';
import { Build, previousCommit } from '../versions/builds.ts';
import { GrowthCheck } from './checks/growth.ts';
import { checkLeftovers } from './checks/leftovers.ts';
import { PlacesCheck } from './checks/places.ts';
import { type FaultName, faults } from './faults/all.ts';
import { Five } from './five.ts';
import { Injector } from './injector.ts';
import { type Entry, Journal } from './journal.ts';
import { CHAOS_PROGRAMS, kindsOf } from './kinds.ts';
import { Load } from './load.ts';
import type { Options } from './options.ts';
import { scheduleOf } from './schedule.ts';
import { Supervisor } from './supervisor.ts';
import type { Verdict } from './task.ts';

export interface Figures {
  verdicts: Record<Verdict, number>;
  moves: number;
  injected: ReadonlyMap<FaultName, number>;
  restarts: number;
  /** How often it was looked where tasks execute. */
  looks: number;
  most: Used;
  violations: readonly Entry[];
}

type ChaosOptions = Pick<Options, 'seed' | 'minutes' | 'tasks'>;

/** `names`: of faults that can be made here. Whatever is made for it is gone when it ends, and when `interrupted` rejects. */
export async function runChaos(
  options: ChaosOptions,
  names: readonly FaultName[],
  say: (line: string) => void,
  interrupted: Promise<never>,
): Promise<Figures> {
  const five = await Five.start(names.includes('clock-jump'));
  try {
    return await Promise.race([runOn(five, options, names, say), interrupted]);
  } finally {
    await five.remove();
  }
}

async function runOn(
  five: Five,
  { seed, minutes, tasks }: ChaosOptions,
  names: readonly FaultName[],
  say: (line: string) => void,
): Promise<Figures> {
  if (names.includes('previous-agent')) five.previous = Build.of('before', previousCommit());
  const kinds = await kindsOf(five.commands.directory, CHAOS_PROGRAMS);
  const journal = new Journal(say);
  const load = new Load(five, kinds, journal, new SimRandom(seed ^ 0x10ad));
  const injector = new Injector(five, load, journal);
  const places = new PlacesCheck(five, journal, (machine) => injector.isTroubled(machine));
  const growth = new GrowthCheck(five, journal);
  const supervisor = new Supervisor(five, journal);
  const beside = [places, growth, supervisor];
  const running = beside.map((one) => one.run());
  const working = load.run(tasks);
  const schedule = scheduleOf(seed, names, five.nodes.length, minutes * 60_000);
  try {
    await injector.run(schedule);
    journal.note('all is mended; the programs that run are waited for');
  } finally {
    load.stop();
  }
  await working;
  for (const one of beside) one.stop();
  await Promise.all(running);
  await checkLeftovers(five, journal);
  const { verdicts, moves } = load;
  const { restarts } = supervisor;
  const { violations } = journal;
  return {
    verdicts,
    moves,
    injected: injector.counts,
    restarts,
    looks: places.looks,
    most: growth.most,
    violations,
  };
}

/** Which of them can be made here, and why the others cannot. */
export function possible(names: readonly FaultName[]): { can: FaultName[]; cannot: [FaultName, string][] } {
  const missing = names.map((name) => [name, faults[name].missing()] as const);
  return {
    can: missing.filter(([, why]) => why === null).map(([name]) => name),
    cannot: missing.flatMap(([name, why]): [FaultName, string][] => (why === null ? [] : [[name, why]])),
  };
}
