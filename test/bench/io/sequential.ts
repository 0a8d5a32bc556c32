import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Channel } from '../channel.ts';
import { summary } from '../statistics.ts';
import type { Row } from '../table.ts';
import { atLeast, away, type Place, ratio, told } from './place.ts';

const GOAL = 0.6;

/** A large file from its beginning to its end, against a bare channel. */
export async function sequential(place: Place, mb: number, repeats: number): Promise<Row[]> {
  const file = join(place.directory, 'large');
  const channel = await Channel.open(place.channelServer, mb * 1_000_000);
  const rates = { bare: [] as number[], write: [] as number[], read: [] as number[] };
  for (let i = 0; i < repeats; i++) {
    rates.bare.push(await channel.rate());
    for (const what of ['write', 'read'] as const)
      rates[what].push(...(await away(place, 'sequential', [what, file, mb])));
  }
  await channel.close();
  rmSync(file);
  return [
    told(`${mb} MB over a bare ssh2 channel`, summary(rates.bare), 0, ' MB/s'),
    ...(['read', 'write'] as const).flatMap((what) => [
      told(`${what} ${mb} MB by 64 KiB`, summary(rates[what]), 0, ' MB/s'),
      atLeast(`${what} : channel`, ratio(rates[what], rates.bare), 2, GOAL),
    ]),
  ];
}
