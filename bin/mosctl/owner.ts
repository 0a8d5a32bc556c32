import type { Command } from 'commander';
import type { AgentClient } from '../../agent/control/client.ts';
import { minuteOfWeek } from '../../agent/measure/owner-signs.ts';
import {
  minuteInWords,
  minutesToChange,
  parseQuietHours,
  quietHoursInWords,
} from '../../agent/owner/quiet-hours.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { NodeInfo } from '../../protocol/node.ts';
import { type OwnerRules, type OwnerSign, ownerWords, WEEK_MIN } from '../../protocol/owner.ts';
import { durationMs, UNIT_MS } from '../duration.ts';
import { changed, type None, orNone } from './optional.ts';
import { withAgent } from './reach.ts';

interface Options {
  hours?: OwnerRules['hours'] | None;
  load?: number | None;
  input?: number | None;
  json?: true;
}

function loadOf(text: string): number {
  const load = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || load <= 0 || load > 10_000)
    throw new OmosixError('EUSAGE', 'It must be a number of busy CPUs above 0, like 0.5');
  return load;
}

function timeOf(text: string): number {
  const ms = durationMs(text);
  if (ms === null || ms < 1_000 || ms > 7 * UNIT_MS.d)
    throw new OmosixError('EUSAGE', 'It must be a time from 1s to 7d, like 15m');
  return ms;
}

function timeInWords(ms: number): string {
  const [unit, size] = Object.entries(UNIT_MS).findLast(([, one]) => ms % one === 0) ?? ['s', 1_000];
  return `${ms / size}${unit}`;
}

/** What is set, in words; none of it: it is anybody's. */
export function rulesInWords({ hours, load, inputMs }: OwnerRules): string[] {
  return [
    ...(hours ? [`in its quiet hours, ${quietHoursInWords(hours)}`] : []),
    ...(load === undefined ? [] : [`while its own processes use more than ${load} CPUs`]),
    ...(inputMs === undefined
      ? []
      : [`until ${timeInWords(inputMs)} after input at a terminal, keyboard or mouse`]),
  ];
}

/** What happens next by the hours, of a node whose clock is this one's. */
function nextInWords({ hours }: OwnerRules, sign: OwnerSign | undefined): string {
  const minute = minuteOfWeek(systemClock.nowMs());
  const wait = hours === undefined ? null : minutesToChange(hours, minute);
  const when = wait === null ? null : minuteInWords((minute + wait) % WEEK_MIN);
  if (sign === 'hours') return when === null ? 'always' : `until ${when}`;
  return when === null ? '' : `next at ${when}`;
}

function print(client: AgentClient, rules: OwnerRules, own: NodeInfo | undefined, isChange: boolean): void {
  const { target: node } = client;
  const sign = own?.owner;
  const words = rulesInWords(rules);
  if (words.length === 0) {
    process.stdout.write(`node ${node} is not kept for its owner at any time\n`);
    return;
  }
  process.stdout.write(`node ${node} is its owner's alone\n${words.map((one) => `  ${one}\n`).join('')}`);
  // Of another node the hours are by its own clock.
  const next = client.remote === null ? nextInWords(rules, sign) : '';
  const now =
    sign === undefined ? 'now guests may come' : `now ${ownerWords(sign)}: guests leave, or are frozen`;
  process.stdout.write(`${now}${next === '' ? '' : `; ${next}`}\n`);
  if (isChange && own?.blocked && sign === undefined)
    process.stdout.write('but it is blocked (mosctl noblock lets guests in)\n');
}

export function addOwner(mosctl: Command): void {
  mosctl
    .command('owner')
    .description("when this node is its owner's alone: guests leave, or are frozen, and come back later")
    .option(
      '--hours <HOURS>',
      "in these hours, local time: 'Mon-Fri 08:00-18:00, Sat 22:00-06:00'; or 'none'",
      orNone(parseQuietHours),
    )
    .option(
      '--load <CPUS>',
      "while this machine's own processes use more than so many CPUs for 3 s; or 'none'",
      orNone(loadOf),
    )
    .option(
      '--input <TIME>',
      "until so long after input at a terminal, keyboard or mouse: 90s, 15m, 1h; or 'none'",
      orNone(timeOf),
    )
    .option('--json', 'print what is set, and by what the owner needs it now, as JSON')
    .addHelpText(
      'after',
      `
While its owner needs it, a node takes no guests. Those that are here are sent away at once: each one's home says where to, or
takes it back. A guest that nobody takes, whose home cannot be reached, or that something holds, is frozen after 2 s and asked
again; it never ends by this. When the owner has gone guests may come again, and the frozen ones go on. The node's
own tasks are not concerned.

Each rule counts by itself, and stays until it is changed. Hours without days are those of every day; where they end before they
begin they end on the next day. What guests use is no load. After a load guests may come again when it has been below 0.6 of the bound
for 30 s. It is kept over restarts, and all nodes see it: 'owner' in mosctl status, mosmon and migmon.

Examples:
  mosctl owner                                   what is set, and whether guests may come now
  mosctl owner --hours 'Mon-Fri 08:00-18:00'     in working hours
  mosctl owner --hours 22:00-06:00 --load 0.5    at night, and while it is busy
  mosctl owner --input 15m                       while somebody uses it
  mosctl owner --hours none                      not by the hours any more`,
    )
    .action(({ hours, load, input, json }: Options) =>
      withAgent(async (client) => {
        const { ownerRules: before = {} } = await client.set({});
        const rules: OwnerRules = {
          ...changed('hours', before.hours, hours),
          ...changed('load', before.load, load),
          ...changed('inputMs', before.inputMs, input),
        };
        const isChange = hours !== undefined || load !== undefined || input !== undefined;
        if (isChange) await client.set({ ownerRules: rules });
        const { target: node } = client;
        const own = (await client.status()).find(({ info }) => info.id === node)?.info;
        if (!json) print(client, rules, own, isChange);
        else process.stdout.write(`${JSON.stringify({ node, rules, neededBy: own?.owner ?? null })}\n`);
      }),
    );
}
