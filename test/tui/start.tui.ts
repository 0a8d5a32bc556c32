/** How long a monitor needs to its first picture, on a terminal of 120 by 40. Times are printed, and nothing is asserted of them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { workloadsDirectory } from '../support/workloads.ts';

const TIMES = 11;
const hasScript = spawnSync('script', ['--version']).status === 0;

/** In each, what its first whole picture has. */
const MONITORS = [
  ['mosmon', /node3.*alive/s],
  ['migmon', /compute-pi/],
  ['omview', /node3.*alive/s],
  ['mtop', /compute-pi/],
] as const;

describe.skipIf(!hasScript)('the first picture', () => {
  let commands: Commands;
  let omrun: ReturnType<Commands['start']>;
  beforeAll(async () => {
    commands = new Commands();
    omrun = commands.start('omrun', ['--nodes', '3', '-L', `${workloadsDirectory}compute-pi.ts`, '60000']);
    while (!/3 nodes .* 1 running/.test((await commands.run('mosmon', ['--once'])).stdout)) await sleep(100);
  });
  afterAll(async () => {
    omrun.kill('SIGTERM');
    await once(omrun, 'exit');
    commands.remove();
  });

  it.each(MONITORS)('of %s', async (name, whole) => {
    const times: number[] = [];
    for (let run = 0; run < TIMES; run++) times.push(await firstPicture(name, whole));
    times.sort((a, b) => a - b);
    const [least, median] = [times[0]!, times[(TIMES - 1) / 2]!].map((ms) => Math.round(ms));
    console.log(`${name}: first picture after ${median} ms (least ${least}, of ${TIMES})`);
    expect(times).toHaveLength(TIMES);
  });

  /** `script` gives it a terminal, and us what it writes there. */
  async function firstPicture(name: string, whole: RegExp): Promise<number> {
    const line = `stty cols 120 rows 40; exec ${process.execPath} ${commands.path(name)}`;
    const env = { ...commands.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' };
    const startedMs = performance.now();
    const terminal = spawn('script', ['-qfec', line, '/dev/null'], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let shown = '';
    let tookMs = 0;
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      if (tookMs > 0 || !whole.test(shown)) return;
      tookMs = performance.now() - startedMs;
      terminal.stdin.write('q');
    });
    await once(terminal, 'exit');
    expect(shown).toMatch(whole);
    return tookMs;
  }
});
