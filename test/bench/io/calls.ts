import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Channel } from '../channel.ts';
import { summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';
import { atMost, away, type Place, ratio, told } from './place.ts';

/** So many that most are made by code that is warm, in the agents of a private cluster as in any that have run for a minute. */
export const ROUND_TRIPS = 20_000;
const GOAL_US = 200;
const GOAL = 4;

/** A synchronous call, against a round trip on a bare channel. */
export async function calls(place: Place, repeats: number): Promise<Row[]> {
  const file = join(place.directory, 'empty');
  writeFileSync(file, '');
  const channel = await Channel.open(place.channelServer, 1);
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    bare.push(await channel.roundTripUs(ROUND_TRIPS));
    ours.push(...(await away(place, 'round-trips', [file, ROUND_TRIPS])));
  }
  await channel.close();
  const us = summary(ours);
  return [
    told('bare ssh2 round trip', summary(bare), 0, ' µs'),
    {
      what: 'fstatSync',
      ...cells(us, 0, ' µs'),
      goal: `≤ ${GOAL_US} µs`,
      isMet: us.median <= GOAL_US,
    },
    atMost('fstatSync : round trip', ratio(ours, bare), GOAL),
  ];
}
