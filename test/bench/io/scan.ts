import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripTypes } from '../../support/plain.ts';
import { runScript } from '../process.ts';
import { programFile } from '../programs.ts';
import { summary } from '../statistics.ts';
import type { Row } from '../table.ts';
import { SshfsMount, sshfsIsMissing } from './mount.ts';
import { AWAY_NODE, atMost, away, type Place, ratio, told } from './place.ts';

const SMALL_FILE_BYTES = 1000;
const GOAL_SSHFS = 2;
const GOAL_DFSA = 1.3;

/**
 * Names, sizes and contents of many small files, against a mount of them by sshfs from an agent here, new each time, and against
 * plain node; and by DFSA, where they belong to the node where the program executes.
 */
export async function scan(place: Place, files: number, repeats: number): Promise<Row[]> {
  const directory = join(place.directory, 'small');
  mkdirSync(directory);
  const content = Buffer.alloc(SMALL_FILE_BYTES, 'a');
  for (let i = 0; i < files; i++) writeFileSync(join(directory, `file-${i}`), content);
  const plain = await stripTypes(programFile(place.root, 'scan'), join(place.directory, 'plain'));
  const under = async (where: string): Promise<number> => {
    const { stdout, stderr } = await runScript({ args: [plain, where, String(files)], cwd: place.directory });
    if (stderr !== '') throw new Error(stderr);
    return Number(stdout);
  };
  const missing = sshfsIsMissing();
  const mount = missing === null ? await SshfsMount.of(place, directory) : null;
  const ours: number[] = [];
  const local: number[] = [];
  const mounted: number[] = [];
  const owned: number[] = [];
  try {
    for (let i = 0; i < repeats; i++) {
      local.push(await under(directory));
      if (mount) mounted.push(await mount.with((where) => under(where)));
      ours.push(...(await away(place, 'scan', [directory, files])));
      owned.push(...(await away(place, 'scan', [`/mfs/${AWAY_NODE}${directory}`, files])));
    }
  } finally {
    await mount?.close();
    rmSync(directory, { recursive: true });
  }
  const perFile = (timesMs: number[]) => summary(timesMs.map((ms) => (ms * 1000) / files));
  return [
    told(`scan of ${files} files, each`, perFile(ours), 0, ' µs'),
    told('scan : plain node', ratio(ours, local), 1),
    told('by DFSA, each', perFile(owned), 0, ' µs'),
    atMost('by DFSA : plain node', ratio(owned, local), GOAL_DFSA),
    ...(mount
      ? [
          told('the same by sshfs, each', perFile(mounted), 0, ' µs'),
          atMost('scan : sshfs', ratio(ours, mounted), GOAL_SSHFS),
        ]
      : [{ what: 'scan : sshfs', measured: '', spread: '', goal: `(${missing})`, isMet: null }]),
  ];
}
