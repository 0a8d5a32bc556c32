/** A program captured in its middle by the commands as they are now: the checkpoint, and what is still to be printed. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Commands, ended } from '../support/commands.ts';

/** Its name stands in the images, like that of any program's file. */
const PLACE = '/tmp/omosix-images';
/** So many lines are out when it is captured. */
const LINES = 6;
const MOST_TRIES = 6;

/** Writes `target` and, beside it, `.txt`: the rest of its output. */
export async function capture(commands: Commands, name: string, target: string): Promise<void> {
  mkdirSync(PLACE, { recursive: true });
  const program = join(PLACE, `${name}.ts`);
  cpSync(fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url)), program);
  // Nothing of this machine's environment shall stand in it.
  const bare = { ...Object.fromEntries(Object.keys(process.env).map((key) => [key, undefined])), PATH: '/usr/bin:/bin' };
  const start = (): ReturnType<Commands['start']> => {
    const child = commands.start('omrun', ['-L', program], '/', bare);
    child.stdin.end();
    return child;
  };
  const { stdout: whole } = await ended(start());
  // On a busy machine a program may be over before it is captured.
  for (let tries = 1; ; tries++) {
    const rest = await capturedRest(commands, start(), target, whole);
    if (rest !== null) return writeFileSync(target.replace(/checkpoint$/, 'txt'), rest);
    if (tries === MOST_TRIES) throw new Error(`${name} was not captured in its middle`);
  }
}

async function capturedRest(
  commands: Commands,
  child: ReturnType<Commands['start']>,
  target: string,
  whole: string,
): Promise<string | null> {
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1;
  });
  const over = ended(child);
  while (lines < LINES && child.exitCode === null) await sleep(5);
  const made = await commands.run('migrate', [String(child.pid), 'chkexit', target]);
  const { stdout: begun } = await over;
  return made.code === 0 && whole.startsWith(begun) && whole !== begun ? whole.slice(begun.length) : null;
}
