/**
 * Makes the golden checkpoints: each program of `programs/`, captured in its middle by the commands as they are now.
 *
 *     npm run images [NAME…]
 *
 * Those of a released version are never made again: a test loads them for ever.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SNAPSHOT_VERSION } from '../../protocol/version.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = join(root, 'test/images');
/** Its name stands in the images, like that of any program's file. */
const place = '/tmp/omosix-images';
/** So many lines are out when it is captured. */
const LINES = 6;

rmSync(place, { recursive: true, force: true });
mkdirSync(place);
const built = mkdtempSync(join(root, 'node_modules/.cache/omosix-images-'));
try {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), join(built, 'dist')]);
  cpSync(join(root, 'package.json'), join(built, 'package.json'));
  const wanted = process.argv.slice(2);
  for (const file of readdirSync(join(here, 'programs'))) {
    const name = basename(file, '.ts');
    if (wanted.length === 0 || wanted.includes(name)) await make(name);
  }
} finally {
  rmSync(built, { recursive: true, force: true });
  rmSync(place, { recursive: true, force: true });
}

async function make(name: string): Promise<void> {
  const program = join(place, `${name}.ts`);
  cpSync(join(here, 'programs', `${name}.ts`), program);
  const env = { PATH: '/usr/bin:/bin', OMOSIX_HOME: join(place, 'home') };
  const command = (one: string): string => join(built, 'dist', `${one}.js`);
  const whole = execFileSync(process.execPath, [command('omrun'), '-L', program], { cwd: '/', env }).toString();
  const child = spawn(process.execPath, [command('omrun'), program], { cwd: '/', env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  const over = new Promise((resolve) => child.once('close', resolve));
  while (out.split('\n').length <= LINES) await sleep(5);
  const target = join(here, `v${SNAPSHOT_VERSION}-${name}.checkpoint`);
  execFileSync(process.execPath, [command('migrate'), String(child.pid), 'chkexit', target], { cwd: '/', env });
  await over;
  if (!whole.startsWith(out) || whole === out) throw new Error(`${name} was not captured in its middle`);
  writeFileSync(target.replace(/checkpoint$/, 'txt'), whole.slice(out.length));
  console.log(`${target}: after ${out.split('\n').length - 1} lines of ${whole.split('\n').length - 1}`);
  execFileSync(process.execPath, [command('mosctl'), 'shutdown'], { cwd: '/', env });
}
