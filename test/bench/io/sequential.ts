import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Channel } from '../channel.ts';
import { runScript } from '../process.ts';
import { summary } from '../statistics.ts';
import type { Row } from '../table.ts';
import { atLeast, away, type Place, ratio, told } from './place.ts';

const GOAL = 0.6;

/** A large file from its beginning to its end, against a bare channel. */
export async function sequential(place: Place, mb: number, repeats: number): Promise<Row[]> {
  const file = join(place.directory, 'large');
  const channel = await Channel.open(place.channelServer, mb * 1_000_000);
  const rates = { bare: [] as number[], floor: [] as number[], write: [] as number[], read: [] as number[] };
  for (let i = 0; i < repeats; i++) {
    rates.bare.push(await channel.rate());
    for (const what of ['write', 'read'] as const)
      rates[what].push(...(await away(place, 'sequential', [what, file, mb])));
    rates.floor.push(await floor(place, file, mb));
  }
  await channel.close();
  rmSync(file);
  return [
    told(`${mb} MB over a bare ssh2 channel`, summary(rates.bare), 0, ' MB/s'),
    told('the same through as many processes as ours', summary(rates.floor), 0, ' MB/s'),
    told('that : channel', ratio(rates.floor, rates.bare), 2),
    ...(['read', 'write'] as const).flatMap((what) => [
      told(`${what} ${mb} MB by 64 KiB`, summary(rates[what]), 0, ' MB/s'),
      atLeast(`${what} : channel`, ratio(rates[what], rates.bare), 2, GOAL),
    ]),
  ];
}

/** A file through four processes with nothing but sockets and ssh2 between them. */
async function floor({ floorScript, directory }: Place, file: string, mb: number): Promise<number> {
  const args = [floorScript, 'agent', file, String(mb * 1_000_000)];
  const { stdout, stderr, code } = await runScript({ args, cwd: directory });
  if (code !== 0) throw new Error(`floor: ${stderr}`);
  return Number(stdout);
}
