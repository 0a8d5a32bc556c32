/**
 * mosmon under more than any cluster tells: 1,000 nodes that come and go, 10,000 tasks. `OMOSIX_TORTURE_S=300 npm run test:tui -- torture`
 * for longer than the 20 s of each run. What it costs is printed; what it may cost in memory is asserted.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { CLEAN_MODES, hasTmux, Tmux } from '../support/tmux.ts';
import { type Stream, writeStream } from './stream.ts';

const SECONDS = Number(process.env.OMOSIX_TORTURE_S ?? 20);
const TICKS_PER_S = 100;
const MOST_MIB = 500;

describe.skipIf(!hasTmux)('mosmon', () => {
  let commands: Commands;
  let directory: string;
  let terminal: Tmux;
  beforeAll(() => {
    commands = new Commands();
    directory = mkdtempSync(join(tmpdir(), 'omx-torture-'));
  });
  afterAll(() => {
    commands.remove();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(() => {
    terminal = new Tmux(directory, commands.env, { columns: 200, rows: 60 });
  });
  afterEach(() => terminal.close());

  async function start(stream: Stream): Promise<number> {
    const file = join(directory, `${stream.nodes}.jsonl`);
    writeStream(file, stream);
    terminal.type(`clear; ${process.execPath} ${commands.path('mosmon')} --replay ${file}`);
    await terminal.shows(/ \d+ nodes · /);
    return terminal.foreground();
  }

  const rssMiB = (pid: number): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
  const cpuS = (pid: number): number => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
  };

  it(
    'keeps its memory while 1,000 nodes flap and 10,000 tasks change, whatever is pressed',
    async () => {
      const pid = await start({ nodes: 1000, tasks: 10_000, seconds: SECONDS, frames: 10, flaps: 40 });
      const keys = [
        'l',
        'Down',
        'NPage',
        'Enter',
        'Right',
        'Escape',
        'w',
        'End',
        'V',
        'a',
        'd',
        'c',
        'a',
        'Escape',
      ];
      const others = [
        'm',
        'Home',
        '/',
        '5',
        '0',
        'Enter',
        'n',
        'u',
        'v',
        'a',
        'L',
        'PPage',
        't',
        't',
        '?',
        '?',
      ];
      const sizes: [number, number][] = [
        [80, 24],
        [120, 40],
        [200, 60],
      ];
      const rss: number[] = [];
      for (let second = 0; second < SECONDS - 2; second++) {
        terminal.keys([...keys, ...others][second % (keys.length + others.length)]!);
        if (second % 5 === 0) terminal.resize(...sizes[(second / 5) % sizes.length]!);
        await sleep(1000);
        rss.push(Math.round(rssMiB(pid)));
      }
      // V8 collects when it likes to: what counts is what is left then.
      const third = Math.floor(rss.length / 3);
      const [early, late] = [Math.min(...rss.slice(third, 2 * third)), Math.min(...rss.slice(2 * third))];
      console.log(`RSS of each second, MiB: ${rss.join(' ')}; CPU ${cpuS(pid).toFixed(1)} s of ${SECONDS} s`);
      expect(late).toBeLessThan(early * 1.25 + 20);
      expect(Math.max(...rss)).toBeLessThan(MOST_MIB);
      // Whatever is open, and whatever is being typed.
      process.kill(pid, 'SIGTERM');
      await terminal.shows(/Terminated/);
      expect(terminal.modes()).toBe(CLEAN_MODES);
    },
    (SECONDS + 100) * 1000,
  );

  it(
    'tells what 100 nodes and 1,000 tasks cost at ten states a second',
    async () => {
      terminal.resize(120, 40);
      const pid = await start({ nodes: 100, tasks: 1000, seconds: 50, frames: 10, flaps: 0 });
      const begun = cpuS(pid);
      await sleep(4000);
      const share = async (seconds: number): Promise<string> => {
        const from = cpuS(pid);
        await sleep(seconds * 1000);
        return `${(((cpuS(pid) - from) / seconds) * 100).toFixed(1)} %`;
      };
      // V8 compiles what runs often in threads beside it, for the first twenty seconds or so.
      const shares = [await share(16), await share(20)];
      console.log(
        `first picture after ${begun.toFixed(2)} s of CPU; of a core ${shares[0]} until 20 s, then ${shares[1]}`,
      );
      expect(terminal.screen()).toMatch(/100 nodes/);
      terminal.keys('q');
      await terminal.shows(/prompt>\s*$/);
    },
    (SECONDS + 100) * 1000,
  );
});
