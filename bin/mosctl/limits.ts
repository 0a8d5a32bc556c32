import type { Command } from 'commander';
import { GUEST_NICE, MOST_NICE } from '../../agent/guests/priority.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_TASKS } from '../../protocol/limits.ts';
import type { GuestLimits } from '../../protocol/owner.ts';
import { bytes } from '../../tui/table.ts';
import { changed, type None, orNone } from './optional.ts';
import { withAgent } from './reach.ts';

interface Options {
  guests?: number | None;
  memory?: number | None;
  nice?: number | None;
  json?: true;
}

const numberTo = (most: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most)
    throw new OmosixError('EUSAGE', `It must be a number from 0 to ${most}`);
  return value;
};

const UNITS: Record<string, number> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

function memoryOf(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([MGT])$/.exec(text) ?? [];
  if (number === undefined)
    throw new OmosixError('EUSAGE', 'It must be an amount of memory, like 512M or 8G');
  return Math.round(Number(number) * UNITS[unit!]!);
}

export function limitsInWords({ guests, memoryBytes, nice = GUEST_NICE }: GuestLimits): string {
  const many = guests === undefined ? 'any number of guests' : guests === 1 ? '1 guest' : `${guests} guests`;
  const memory = memoryBytes === undefined ? '' : `, with ${bytes(memoryBytes)} of memory together`;
  return `takes ${many}${memory}, nicer by ${nice}`;
}

export function addLimits(mosctl: Command): void {
  mosctl
    .command('setlimit')
    .description('what guests may have of this node: how many, how much memory, how nice they are')
    .option('--guests <N>', "so many at a time; or 'none': any number", orNone(numberTo(MAX_TASKS)))
    .option(
      '--memory <SIZE>',
      "so much together, like 512M or 8G; or 'none': no limit of its own",
      orNone(memoryOf),
    )
    .option(
      '--nice <N>',
      `so much nicer than at home, 0 to ${MOST_NICE}; or 'none': as by default, ${GUEST_NICE}`,
      orNone(numberTo(MOST_NICE)),
    )
    .option('--json', 'print what is set as JSON')
    .addHelpText(
      'after',
      `
Who comes beyond a limit is refused and goes elsewhere. Where guests that are here grow beyond the memory, one leaves; none ends by
this. The node's own tasks are not concerned. It is kept over restarts, and all nodes see what is left.

Examples:
  mosctl setlimit                          what is set
  mosctl setlimit --guests 2 --memory 4G
  mosctl setlimit --nice 19                only what nobody else wants of the CPUs
  mosctl setlimit --guests none`,
    )
    .action(({ guests, memory, nice, json }: Options) =>
      withAgent(async (client) => {
        const { guestLimits: before = {} } = await client.set({});
        const limits: GuestLimits = {
          ...changed('guests', before.guests, guests),
          ...changed('memoryBytes', before.memoryBytes, memory),
          ...changed('nice', before.nice, nice),
        };
        if ([guests, memory, nice].some((one) => one !== undefined))
          await client.set({ guestLimits: limits });
        const { target: node } = client;
        process.stdout.write(
          json ? `${JSON.stringify({ node, limits })}\n` : `node ${node} ${limitsInWords(limits)}\n`,
        );
      }),
    );
}
