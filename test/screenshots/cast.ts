/**
 * A recorded session, omrun and migmon side by side, for asciinema: what a terminal of tmux's is really sent. The format is
 * asciicast v2, a header and a line for each piece of output.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Commands } from '../support/commands.ts';
import { Tmux } from '../support/tmux.ts';

const SIZE = { columns: 150, rows: 34 };
const LEFT = '0.0';
const RIGHT = '0.1';
/** Between two keys of somebody who types, and to look at what has happened. */
const KEY_MS = 45;
const LOOK_MS = 2_500;

export async function recordSession(commands: Commands, root: string): Promise<string> {
  const tmux = new Tmux(commands.directory, commands.env, SIZE);
  const keys = (pane: string, ...names: string[]): string => tmux.tmux('send-keys', '-t', pane, ...names);
  const typed = async (pane: string, line: string): Promise<void> => {
    for (const key of line) {
      keys(pane, '-l', key);
      await sleep(KEY_MS);
    }
    keys(pane, 'Enter');
  };
  const shows = async (pane: string, pattern: RegExp): Promise<void> => {
    while (!pattern.test(tmux.tmux('capture-pane', '-p', '-t', pane))) await sleep(50);
  };
  try {
    tmux.tmux('set-option', '-g', 'status', 'off');
    tmux.tmux('split-window', '-h', '-p', '58', 'exec env PS1="$ " bash --norc --noprofile');
    // By their names, from where the package is; what that takes is gone from the screen before it is recorded.
    for (const pane of [LEFT, RIGHT]) {
      keys(pane, '-l', `cd ${root}; PS1='$ '`);
      keys(pane, 'Enter');
      for (const name of ['omrun', 'migmon']) {
        keys(pane, '-l', `${name}() { ${process.execPath} ${commands.path(name)} "$@"; }`);
        keys(pane, 'Enter');
      }
      keys(pane, '-l', 'clear');
      keys(pane, 'Enter');
      await shows(pane, /^\$\s*$/);
    }
    const recorder = new Recorder(tmux, commands.env);
    await sleep(LOOK_MS / 2);
    await typed(LEFT, 'omrun --nodes 3 -L workloads/compute-pi.ts 40000');
    while (!/^\[\s*\{/.test((await commands.run('mps', ['--json'])).stdout)) await sleep(100);
    await typed(RIGHT, 'migmon');
    await shows(RIGHT, /3 nodes · 1 task/);
    await sleep(LOOK_MS);
    for (const node of ['2', '3']) {
      keys(RIGHT, 'm');
      await sleep(LOOK_MS / 4);
      keys(RIGHT, node);
      await sleep(LOOK_MS / 4);
      keys(RIGHT, 'Enter');
      await shows(RIGHT, new RegExp(`compute-pi executes on node ${node}`));
      await sleep(LOOK_MS);
    }
    keys(RIGHT, 'h');
    await shows(RIGHT, /compute-pi is home/);
    await sleep(LOOK_MS);
    const cast = await recorder.end();
    keys(RIGHT, 'q');
    keys(LEFT, 'C-c');
    await shows(LEFT, /\$\s*$/);
    return cast;
  } finally {
    tmux.close();
  }
}

/** A terminal that looks on, and writes down what it is sent. */
class Recorder {
  private readonly child;
  private readonly startedMs = performance.now();
  private readonly lines: string[];

  constructor(
    private readonly tmux: Tmux,
    env: NodeJS.ProcessEnv,
  ) {
    const socket = tmux.tmux('display-message', '-p', '#{socket_path}').trim();
    const { columns, rows } = SIZE;
    const header = {
      version: 2,
      width: columns,
      height: rows,
      env: { TERM: 'xterm-256color', SHELL: 'bash' },
    };
    this.lines = [JSON.stringify(header)];
    const attach = `stty cols ${columns} rows ${rows}; exec tmux -u -S '${socket}' attach`;
    const { TMUX, ...outer } = env;
    this.child = spawn('script', ['-qfec', attach, '/dev/null'], {
      env: { ...outer, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const atS = (performance.now() - this.startedMs) / 1000;
      this.lines.push(JSON.stringify([Number(atS.toFixed(3)), 'o', text]));
    });
  }

  /** The recording, as a file. */
  async end(): Promise<string> {
    // What comes after this is of the terminal's end.
    const lines = [...this.lines];
    const gone = once(this.child, 'exit');
    this.tmux.tmux('detach-client', '-s', '0');
    await gone;
    return `${lines.join('\n')}\n`;
  }
}
