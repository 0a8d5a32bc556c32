/** A program that edits lines on a real terminal, while it moves and whatever becomes of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const ESC = '1b';
const MOST_LOOKS = 1000;

describe.skipIf(!hasTmux)('lines on a terminal', () => {
  let commands: Commands;
  let socket: string;
  let servers = 0;
  let marks = 0;
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8', env: commands.env });
  const log = (): string => readFileSync(join(commands.directory, 'moves.log'), 'utf8');
  const moves = (): number => log().match(/moved from/g)?.length ?? 0;

  beforeAll(() => {
    commands = new Commands();
    writeFileSync(
      join(commands.directory, 'repl.ts'),
      `import readline from 'node:readline';
const reader = readline.createInterface({ input: process.stdin, output: process.stdout, prompt: 'say> ', escapeCodeTimeout: 600_000 });
reader.on('line', (line) => {
  if (line === 'quit') return reader.close();
  if (line === 'crash') throw new Error('crashed');
  console.log('heard', JSON.stringify(line), process.stdin.isRaw);
  reader.prompt();
});
reader.on('SIGCONT', () => reader.prompt(true));
reader.on('close', () => console.log('closed', process.stdin.isRaw));
reader.prompt();
`,
    );
  });
  afterAll(() => commands.remove());
  beforeEach(async () => {
    socket = join(commands.directory, `tmux-${++servers}`);
    const shell = 'exec env PS1="prompt> " bash --norc --noprofile';
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '40', '-c', commands.directory, shell);
    const omrun = `${process.execPath} ${commands.path('omrun')} -v --nodes 2 --migrate-every 200`;
    typed(`${omrun} repl.ts 2>moves.log`);
    press('Enter');
    await shows(/^say>/m);
  });
  afterEach(() => {
    tmux('kill-server');
    expect(commands.leftovers()).toEqual([]);
  });

  const typed = (text: string): string => tmux('send-keys', '-l', text);
  const press = (...keys: string[]): string => tmux('send-keys', ...keys);
  const bytes = (...hex: string[]): string => tmux('send-keys', '-H', ...hex);
  const screen = (): string => tmux('capture-pane', '-p', '-J', '-S', '-200');
  async function until(is: () => boolean): Promise<void> {
    for (let looks = 0; !is(); looks++) {
      if (looks > MOST_LOOKS) throw new Error(`what was waited for did not come:\n${screen()}\n${log()}`);
      await sleep(50);
    }
  }
  async function shows(pattern: RegExp): Promise<void> {
    await until(() => pattern.test(screen()));
  }
  /** What is typed before it and after it is typed on different nodes. */
  async function move(): Promise<void> {
    const before = moves();
    await until(() => moves() > before);
  }
  /** The shell's own lines are edited by the shell: it shows them only if the terminal is in order. */
  async function terminalIsInOrder(): Promise<void> {
    // What is typed before may go to the program that is about to end.
    await shows(/prompt>\s*$/);
    const mark = `mark${++marks}`;
    typed(`stty -a | grep -ow -e -icanon -e icanon -e -echo -e echo | tr "\\n" ";"; echo "" ${mark}`);
    press('Enter');
    await shows(new RegExp(`^icanon;echo; ${mark}$`, 'm'));
  }

  it('moves in the middle of a line and of an escape sequence', async () => {
    typed('hllo');
    await move();
    press('Home', 'Right');
    typed('e');
    await shows(/say> hello$/m);
    bytes(ESC);
    await move();
    bytes('5b');
    await move();
    bytes('46');
    typed('!');
    press('Enter');
    await shows(/heard "hello!" true/);
    await move();
    press('Up', 'BSpace', 'Enter');
    await shows(/heard "hello" true/);
    typed('quit');
    press('Enter');
    await shows(/^closed false$/m);
    await terminalIsInOrder();
  }, 180_000);

  it('stops and goes on', async () => {
    typed('half');
    await shows(/say> half$/m);
    press('C-z');
    await shows(/Stopped/);
    await terminalIsInOrder();
    typed('fg');
    press('Enter');
    await shows(/fg[\s\S]*say> half$/m);
    typed(' and half');
    press('Enter');
    await shows(/heard "half and half" true/);
    press('C-c');
    await shows(/closed false$/m);
    await terminalIsInOrder();
  }, 180_000);

  it('leaves the terminal in order where it crashes', async () => {
    typed('crash');
    press('Enter');
    await until(() => log().includes('Error: crashed'));
    await terminalIsInOrder();
  }, 180_000);

  it('leaves the terminal in order where its hosts are killed', async () => {
    for (const pid of hostsOf(commands.path('omd'))) process.kill(pid, 'SIGKILL');
    await until(() => log().includes('task lost'));
    await shows(/say> prompt>/);
    await terminalIsInOrder();
  }, 180_000);
});

/** The processes that agents of this command have started. */
function hostsOf(omd: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isAgent = (pid: string): boolean => read(pid, 'cmdline').split('\0').includes(omd);
  // Behind the command's name, which may hold anything: the state, then the parent.
  const parentOf = (pid: string): string => read(pid, 'stat').split(') ').at(-1)!.split(' ')[1] ?? '';
  return all.filter((pid) => isAgent(parentOf(pid))).map(Number);
}

function read(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
