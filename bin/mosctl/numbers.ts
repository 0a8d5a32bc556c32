import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULT_DECAY, STANDARD_SPEED, utilisation } from '../../agent/measure/load.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { NodeInfo, NodeSettings } from '../../protocol/node.ts';
import { targetsOf, withAgent } from './reach.ts';

/** What of a node's announcement a question asks for, as a script wants it: a number, or a few. */
const QUESTIONS: [verb: string, description: string, value: (info: NodeInfo) => number[]][] = [
  [
    'getload',
    'its load: 100 is one runnable task for one CPU of speed 10000',
    ({ load }) => [Math.round(load)],
  ],
  ['getspeed', 'speed of one of its CPUs: 10000 is the standard', ({ speed }) => [Math.round(speed)]],
  ['getmem', 'its memory, all of it, bytes', ({ totalBytes }) => [totalBytes]],
  ['getfree', 'what of its memory guests could use, bytes', ({ freeBytes }) => [freeBytes]],
  ['getutil', 'what part of its CPUs has something to do, percent', (info) => [utilisation(info)]],
  ['getyard', 'the measured speed that counts as 10000', (info) => [yardOf(info)]],
  ['getdecay', 'how averages forget: interval in ms, slow and fast decay per mille', (info) => decayOf(info)],
];

type Tuned = Pick<NodeInfo, 'tuned'>;
const yardOf = ({ tuned }: Tuned): number => tuned?.yard ?? STANDARD_SPEED;
const decayOf = ({ tuned }: Tuned): number[] => {
  const { everyMs, slow, fast } = tuned?.decay ?? DEFAULT_DECAY;
  return [everyMs, slow, fast];
};

/** What is known of a node that is up. @throws OmosixError ENONODE */
function known(name: string | undefined, nodes: readonly NodeViewMessage[]): NodeViewMessage[] {
  if (name === undefined) return nodes.filter(({ isSelf }) => isSelf);
  const found = targetsOf(name, nodes);
  for (const { info, state } of found)
    if (state !== 'alive') throw new OmosixError('ENONODE', `node ${info.id} (${info.name}) is ${state}`);
  return found.sort((a, b) => a.info.id - b.info.id);
}

export function addQuestions(mosctl: Command): void {
  for (const [verb, description, value] of QUESTIONS) {
    mosctl
      .command(verb)
      .description(description)
      .argument('[NODE]', "its ID or name, several (2,5-7,lab9), or 'all' that are up; without it this node")
      .option('--json', 'print ID, name and value as JSON, an array of nodes')
      .addHelpText(
        'after',
        `
For one node the bare value, for several a line each: ID, name, value. A quiet node tells its load to nobody else: '-'.

Examples:
  mosctl ${verb}
  mosctl ${verb} lab7        as this node knows it
  mosctl -N lab7 ${verb}     as that node does
  mosctl ${verb} all`,
      )
      .action((name: string | undefined, { json }: { json?: true }) =>
        withAgent(async (client) => {
          const found = known(name, await client.status());
          const isSilent = ({ info, isSelf }: NodeViewMessage): boolean =>
            info.quiet === true && !isSelf && (verb === 'getload' || verb === 'getutil');
          if (json) {
            const told = found.map((view) => {
              const [first, ...rest] = value(view.info);
              const all = rest.length > 0 ? [first, ...rest] : first;
              return { id: view.info.id, name: view.info.name, value: isSilent(view) ? null : all };
            });
            process.stdout.write(`${JSON.stringify(told)}\n`);
            return;
          }
          for (const view of found) {
            const words = isSilent(view) ? '-' : value(view.info).join(' ');
            const whose = found.length > 1 || name === 'all' ? `${view.info.id} ${view.info.name} ` : '';
            process.stdout.write(`${whose}${words}\n`);
          }
        }),
      );
  }
}

const between = (least: number, most: number, what: string) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new InvalidArgumentError(`It must be ${what}, from ${least} to ${most}.`);
  return value;
};
const perMille = between(0, 999, 'per mille');
const MOST_SPEED = 10_000_000;

/** A speed, or the word for what this machine measures. */
const speedOr = (word: string) => (text: string) =>
  text === word ? word : between(1, MOST_SPEED, `a speed, or '${word}'`)(text);

/** What counts on a node, in words. */
function tuningInWords({ speed, tuned, id }: NodeInfo): string {
  const measured = Math.round(tuned?.measured ?? speed);
  const [everyMs, slow, fast] = decayOf({ tuned });
  return `node ${id}: speed ${Math.round(speed)} (${tuned?.speed === undefined ? '' : 'set; '}measured ${measured}), yard ${yardOf({ tuned })}, decay ${everyMs} ms ${slow} ${fast}`;
}

export function addTuning(mosctl: Command): void {
  const change = (settings: (own: NodeInfo) => Partial<NodeSettings>): Promise<void> =>
    withAgent(async (client) => {
      const own = async (): Promise<NodeInfo> => known(undefined, await client.status())[0]!.info;
      await client.set(settings(await own()));
      process.stdout.write(`${tuningInWords(await own())}\n`);
    });
  const kept = 'It is kept over restarts, and all nodes see it.';

  mosctl
    .command('setspeed')
    .description('say how fast one CPU of this node is, in place of what was measured')
    .argument('<SPEED>', "10000 is the standard; 'measured': what was measured, again", speedOr('measured'))
    .addHelpText('after', `\n${kept}\n\nExamples:\n  mosctl setspeed 12000\n  mosctl setspeed measured`)
    .action((speed: number | string) => change(() => ({ speed: typeof speed === 'number' ? speed : null })));
  mosctl
    .command('setyard')
    .description('say which measured speed counts as 10000: speeds and loads are told in its units')
    .argument('<SPEED>', "as measured with the yard 10000; 'this': this machine is the yard", speedOr('this'))
    .addHelpText(
      'after',
      `
Loads of nodes with different yards do not compare: set it on all at once. ${kept}

Examples:
  mosctl -N all setyard 14200
  mosctl -N all setyard 10000    as it comes`,
    )
    .action((yard: number | string) =>
      change(({ tuned, speed }) => ({
        yard: typeof yard === 'number' ? yard : Math.max(1, Math.round(tuned?.measured ?? speed)),
      })),
    );
  mosctl
    .command('setdecay')
    .description('say how averages forget: every INTERVAL ms so much of them is kept, per mille')
    .argument('<INTERVAL>', 'in ms (50)', between(1, 60_000, 'ms'))
    .argument('<SLOW>', 'while they fall (975)', perMille)
    .argument('<FAST>', 'while they rise (926)', perMille)
    .addHelpText(
      'after',
      `\n${kept}\n\nExamples:\n  mosctl setdecay 50 975 926    as it comes, and as openMosix`,
    )
    .action((everyMs: number, slow: number, fast: number) =>
      change(() => ({ decay: { everyMs, slow, fast } })),
    );
  mosctl
    .command('gettune')
    .description('all that setspeed, setyard and setdecay set, in a line')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  mosctl -N all gettune')
    .action(({ json }: { json?: true }) =>
      withAgent(async (client) => {
        const { info } = known(undefined, await client.status())[0]!;
        const { id, speed, tuned } = info;
        const [everyMs, slow, fast] = decayOf(info);
        const all = {
          id,
          speed,
          measured: tuned?.measured ?? speed,
          yard: yardOf(info),
          decay: { everyMs, slow, fast },
        };
        process.stdout.write(json ? `${JSON.stringify(all)}\n` : `${tuningInWords(info)}\n`);
      }),
    );
}
