/** A real terminal: a tmux server of the test's own with one pane and a shell in it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

let servers = 0;

export class Tmux {
  private readonly socket: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor(directory: string, env: NodeJS.ProcessEnv, { columns = 80, rows = 24 } = {}) {
    this.socket = join(directory, `tmux-${process.pid}-${++servers}`);
    const { TMUX, NO_COLOR, ...outer } = env;
    // The default of a server without configuration would be `screen`, with 8 colours.
    this.env = { ...outer, LC_ALL: 'C.UTF-8' };
    const shell = 'exec env PS1="prompt> " TERM=tmux-256color bash --norc --noprofile';
    const size = ['-x', String(columns), '-y', String(rows)];
    this.tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', directory, shell);
  }

  tmux(...args: string[]): string {
    return execFileSync('tmux', ['-u', '-S', this.socket, ...args], { encoding: 'utf8', env: this.env });
  }

  /** A line for the shell. */
  type(line: string): void {
    this.tmux('send-keys', '-l', line);
    this.tmux('send-keys', 'Enter');
  }

  keys(...names: string[]): void {
    this.tmux('send-keys', ...names);
  }

  /** Bytes as a terminal would send them, e.g. mouse reports; cells count from 0. */
  mouse(...reports: { code: number; x: number; y: number; up?: boolean }[]): void {
    const text = reports
      .map(({ code, x, y, up }) => `\u001b[<${code};${x + 1};${y + 1}${up ? 'm' : 'M'}`)
      .join('');
    const bytes = [...Buffer.from(text)].map((byte) => byte.toString(16));
    this.tmux('send-keys', '-H', ...bytes);
  }

  /** What is on the screen now. */
  screen(): string {
    return this.tmux('capture-pane', '-p');
  }

  /** Waits until the screen matches; the test's time limit is the limit. */
  async shows(pattern: RegExp): Promise<string> {
    for (;;) {
      const text = this.screen();
      if (pattern.test(text)) return text;
      await sleep(50);
    }
  }

  resize(columns: number, rows: number): void {
    this.tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What a program may have left changed: the other screen, the cursor, mouse reports, the keypad. */
  modes(): string {
    return this.tmux(
      'display-message',
      '-p',
      'other screen #{alternate_on}, cursor #{cursor_flag}, mouse #{mouse_any_flag}#{mouse_button_flag}#{mouse_standard_flag}#{mouse_sgr_flag}, keypad #{keypad_flag}',
    ).trim();
  }

  /** Of the foreground: line editing, echo and signals by keys are on. */
  async settings(): Promise<string> {
    this.type('stty -a | grep -ow -e "-\\?icanon" -e "-\\?echo" -e "-\\?isig" | sort | xargs echo settings:');
    return /^settings: .*$/m.exec(await this.shows(/^settings: /m))![0];
  }

  /** The process that has the terminal. */
  foreground(): number {
    const shell = this.tmux('display-message', '-p', '#{pane_pid}').trim();
    return Number(execFileSync('ps', ['-o', 'tpgid=', '-p', shell], { encoding: 'utf8' }));
  }

  close(): void {
    this.tmux('kill-server');
  }
}

export const CLEAN_MODES = 'other screen 0, cursor 1, mouse 0000, keypad 0';
export const CLEAN_SETTINGS = 'settings: echo icanon isig';
