/**
 * Makes the golden checkpoints: each program of `programs/`, captured in its middle by the commands as they are now.
 *
 *     npm run images [NAME…]
 *
 * Those of a released version are never made again: a test loads them for ever.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SNAPSHOT_VERSION } from '../../protocol/version.ts';
import { Commands } from '../support/commands.ts';
import { capture } from './capture.ts';

const here = join(process.cwd(), 'test/images');
const commands = new Commands();
try {
  const wanted = process.argv.slice(2);
  for (const file of readdirSync(join(here, 'programs'))) {
    const name = basename(file, '.ts');
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const target = join(here, `v${SNAPSHOT_VERSION}-${name}.checkpoint`);
    await capture(commands, name, target);
    console.log(target);
  }
} finally {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
}
