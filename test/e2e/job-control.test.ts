/** Job control in a real terminal, with the task on another node: Ctrl-Z, fg, bg, kill %1, background reads and writes, resize. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { Commands } from '../support/commands.ts';
import { hasTmux, Tmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';

const BUSY = `
import { appendFileSync } from 'node:fs';
console.log('busy');
let x = 1;
for (let n = 1; ; n++) {
  for (let i = 0; i < 1_000_000; i++) x = (x * 48271) % 2147483647;
  if (process.argv[2]) appendFileSync(process.argv[2], n + '\\n');
  if (n % 20 === 0) console.log('still busy', n);
}
`;
const WINDOW = `
const show = (why: string): void => console.log(why, process.stdout.columns, process.stdout.rows, process.stderr.columns);
process.stdout.on('resize', () => show('resized'));
show('window');
let x = 1;
const timer = setInterval(() => {
  for (let i = 0; i < 100_000; i++) x = (x * 48271) % 2147483647;
}, 5);
process.on('SIGTERM', () => { clearInterval(timer); show('last'); });
`;
const READER = `
import { createInterface } from 'node:readline';
console.log('reading');
createInterface({ input: process.stdin }).on('line', (line) => console.log('line', line.toUpperCase()));
`;

describe.skipIf(!hasTmux)('job control', () => {
  let commands: Commands;
  let terminal: Tmux;
  beforeAll(() => {
    commands = new Commands();
    writeFileSync(join(commands.directory, 'busy.ts'), BUSY);
    writeFileSync(join(commands.directory, 'window.ts'), WINDOW);
    writeFileSync(join(commands.directory, 'reader.ts'), READER);
  });
  afterAll(() => commands.remove());
  beforeEach(() => {
    rmSync(join(commands.directory, 'count'), { force: true });
    terminal = new Tmux(commands.directory, commands.env, { columns: 100, rows: 40 });
  });
  afterEach(async () => {
    terminal.close();
    await until(() => commands.leftovers().length === 0);
  });

  const omrun = (line: string): string => `${process.execPath} ${commands.path('omrun')} ${line}`;
  const count = (): number => {
    try {
      return readFileSync(join(commands.directory, 'count'), 'utf8').split('\n').length - 1;
    } catch {
      return 0;
    }
  };
  async function task(): Promise<TaskStatus> {
    for (;;) {
      const [first] = await commands.tasks();
      if (first) return first;
    }
  }
  const is = (state: TaskStatus['state']): Promise<void> => until(async () => (await task()).state === state);
  /** Its CPU time has stopped; between two looks at it a process starts and ends, and many beats pass. */
  async function standsStill(): Promise<void> {
    let cpuMs = -1;
    await until(async () => {
      const before = cpuMs;
      cpuMs = (await task()).cpuMs;
      return cpuMs === before;
    });
    for (let look = 0; look < 5; look++) expect((await task()).cpuMs).toBe(cpuMs);
  }
  async function status(expected: number): Promise<void> {
    // On its own line: a shell forgets the rest of a line whose command died of Ctrl-C.
    terminal.type('echo "status $?"');
    expect(await terminal.shows(/^status \d+$/m)).toMatch(new RegExp(`^status ${expected}$`, 'm'));
  }

  it('Ctrl-Z stops the task on another node, fg lets it go on, Ctrl-C ends it', async () => {
    terminal.type(omrun('--nodes 2 -j 2 -L busy.ts count'));
    await terminal.shows(/^busy$/m);
    await until(() => count() > 10);
    expect((await task()).where).toBe(2);
    terminal.keys('C-z');
    await terminal.shows(/Stopped/);
    await is('stopped');
    await standsStill();
    const stopped = count();
    expect((await commands.run('migrate', [String((await task()).pid), 'home'])).stderr).toMatch(
      /is stopped and cannot move/,
    );
    expect(count()).toBe(stopped);
    terminal.type('fg');
    await until(() => count() > stopped + 10);
    await is('running');
    terminal.keys('C-c');
    await terminal.shows(/killed by SIGINT/);
    await status(130);
  }, 120_000);

  it('bg lets a stopped one go on in the background, kill %1 ends it', async () => {
    terminal.type(omrun('--nodes 2 -j 2 -L busy.ts count > /dev/null'));
    await until(() => count() > 5);
    terminal.keys('C-z');
    await is('stopped');
    terminal.type('bg');
    const stopped = count();
    await until(() => count() > stopped + 10);
    terminal.type('kill %1; wait %1; echo "status $?"');
    await terminal.shows(/^status 143$/m);
  }, 120_000);

  it('stopped and killed: it ends on its node too', async () => {
    terminal.type(omrun('--nodes 2 -j 2 -L busy.ts count > /dev/null'));
    await until(() => count() > 5);
    terminal.keys('C-z');
    await is('stopped');
    terminal.type('kill -9 %1');
    // Not `wait %1`: where the shell has not yet heard of its death, that says at once that the job is stopped, and 148.
    await until(() => {
      terminal.type('jobs');
      return /Killed/.test(terminal.screen());
    });
    await until(async () => (await commands.tasks()).length === 0);
  }, 120_000);

  it('reads from the terminal in the background: it stops until it is in the foreground', async () => {
    terminal.type(`${omrun('--nodes 2 -j 2 -L reader.ts')} &`);
    await terminal.shows(/^reading$/m);
    // Whatever is typed now is for the shell; as under node, omrun tries to read it and is stopped for that.
    await until(async () => {
      terminal.type('jobs');
      return (await task()).state === 'stopped';
    });
    await terminal.shows(/Stopped/);
    terminal.type('fg');
    await is('running');
    terminal.type('hello');
    await terminal.shows(/^line HELLO$/m);
    terminal.keys('C-d');
    await terminal.shows(/exit code 0/);
  }, 120_000);

  it('writes to a terminal that wants none from the background: it stops until it is in the foreground', async () => {
    terminal.type('stty tostop');
    terminal.type(`${omrun('--nodes 2 -j 2 -L busy.ts count')} 2> /dev/null &`);
    await is('stopped');
    await standsStill();
    terminal.type('fg');
    await terminal.shows(/^still busy \d+$/m);
    terminal.keys('C-c');
    await status(130);
  }, 120_000);

  it('a new size of the terminal is the task’s on whatever node', async () => {
    terminal.type(omrun('--nodes 2 -j 2 -L window.ts'));
    await terminal.shows(/^window 100 40 100$/m);
    terminal.resize(91, 33);
    await terminal.shows(/^resized 91 33 91$/m);
    const { pid } = await task();
    expect((await commands.run('migrate', [String(pid), 'home'])).code).toBe(0);
    terminal.resize(92, 34);
    await terminal.shows(/^resized 92 34 92$/m);
    expect((await commands.run('migrate', [String(pid), '2'])).code).toBe(0);
    terminal.keys('C-z');
    await is('stopped');
    terminal.type('fg');
    await is('running');
    terminal.resize(93, 35);
    await terminal.shows(/^resized 93 35 93$/m);
    process.kill(pid, 'SIGTERM');
    await terminal.shows(/^last 93 35 93$/m);
    await terminal.shows(/exit code 0/);
  }, 120_000);
});
