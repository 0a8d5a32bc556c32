import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import blessed from 'blessed';
import { OmosixError } from '../protocol/errors.ts';
import { type Charset, charsetOf, shownAs } from './charset.ts';
import type { TerminalEvent } from './events.ts';
import { splitMouse } from './mouse.ts';
import { type Cell, type Grid, paint, sameCell } from './paint.ts';
import { isLight, onLight } from './palette.ts';
import type { Size, View } from './scene.ts';

/** blessed has widths of its own, of before there were pictures: what is on the screen is as wide as it was painted. */
(blessed as unknown as { unicode: { charWidth(char: string): number } }).unicode.charWidth = (char) =>
  char === '\0' ? 0 : (shownAs(char)?.cells ?? 0);

/** After a stop that did not happen (no job control) we go on; while stopped no timer runs. */
const RESUME_AFTER_MS = 100;
/** Pictures that nobody can tell apart are not drawn: after one that is told at once, so long nothing. */
const LEAST_FRAME_MS = 33;
const ENDING_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** xterm's: clicks and wheel; motion with a button, or always; SGR form, for columns beyond 223. */
const MOUSE_MODES = { none: null, buttons: '?1000;1002;1006', motion: '?1000;1002;1003;1006' };

/** What we use of blessed that its types leave out: its screen buffer, which it writes to the terminal cell by changed cell. */
interface Screen {
  fillRegion(attribute: number, char: string, x: number, xEnd: number, y: number, yEnd: number): void;
  draw(start: number, end: number): void;
  enter(): void;
  leave(): void;
  destroy(): void;
  tput: { brokenACS: boolean };
  program: {
    on(event: 'keypress', listener: (char: string | undefined, key: Key) => void): void;
    on(event: 'resize', listener: () => void): void;
    setMode(mode: string): void;
    resetMode(mode: string): void;
    flush(): void;
  };
}
interface Key {
  full?: string;
  name?: string;
}

export interface TerminalOptions {
  /** `buttons`: clicks, drags and the wheel; `motion`: also movement without a button. */
  mouse: 'none' | 'buttons' | 'motion';
  env: NodeJS.ProcessEnv;
  onEvent(event: TerminalEvent): void;
}

/**
 * The whole screen of a terminal. The only file that knows blessed: it draws what a view shows and tells events as
 * data. However the process ends (but for SIGKILL), the terminal is left as it was found.
 */
export class Terminal {
  private readonly screen: Screen;
  private readonly keys = new PassThrough();
  private readonly charset: Charset;
  private readonly hasColour: boolean;
  private readonly isLight: boolean;
  private view: View = () => [];
  private drawing: NodeJS.Timeout | undefined;
  private drawnAtMs = Number.NEGATIVE_INFINITY;
  /** What is on the screen; null: anything. */
  private shown: Grid | null = null;
  private isOpen = true;
  private isSuspended = false;
  private unfinished = '';

  /** @throws OmosixError EUSAGE where there is no terminal to draw on */
  constructor(private readonly options: TerminalOptions) {
    const { env } = options;
    if (!process.stdin.isTTY || !process.stdout.isTTY || env.TERM === 'dumb')
      throw new OmosixError('EUSAGE', 'standard input and output must be a terminal that can be drawn on');
    this.charset = charsetOf(env);
    this.hasColour = !env.NO_COLOR;
    this.isLight = isLight(env);
    this.screen = blessed.screen({
      input: this.keys,
      output: process.stdout,
      terminal: terminalType(env),
      forceUnicode: this.charset === 'utf8',
      fullUnicode: true,
    } as blessed.Widgets.IScreenOptions) as unknown as Screen;
    // Frames are Unicode or ASCII: the old way, by switching character sets, does not work in tmux.
    this.screen.tput.brokenACS = true;
    const { program } = this.screen;
    program.on('keypress', (char, key) => this.key(char, key));
    program.on('resize', () => {
      this.shown = null;
      this.options.onEvent({ on: 'resize', ...this.size });
      this.redraw();
    });
    const decoder = new StringDecoder('utf8');
    process.stdin.on('data', (chunk: Buffer) => this.input(decoder.write(chunk)));
    process.stdin.on('end', () => this.endBy('SIGHUP'));
    process.stdin.setRawMode(true);
    this.mouse(true);
    for (const signal of ENDING_SIGNALS) process.on(signal, this.endBy);
    process.on('SIGTSTP', this.suspend);
    process.on('SIGCONT', this.resume);
    process.on('uncaughtException', this.crash);
    process.on('exit', this.close);
  }

  get size(): Size {
    return { width: process.stdout.columns, height: process.stdout.rows };
  }

  /** From now on the screen shows this; drawn once, after all that happens now. */
  show(view: View): void {
    this.view = view;
    this.redraw();
  }

  /** Leaves the terminal as it was. */
  readonly close = (): void => {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearTimeout(this.drawing);
    for (const signal of ENDING_SIGNALS) process.off(signal, this.endBy);
    process.off('SIGTSTP', this.suspend);
    process.off('SIGCONT', this.resume);
    process.off('uncaughtException', this.crash);
    process.off('exit', this.close);
    if (!this.isSuspended) this.leave();
    this.screen.destroy();
    process.stdin.removeAllListeners('data').pause();
  };

  private leave(): void {
    this.mouse(false);
    this.screen.leave();
    this.screen.program.flush();
    process.stdin.setRawMode(false);
  }

  private readonly suspend = (): void => {
    if (this.isSuspended) return;
    this.isSuspended = true;
    this.leave();
    process.off('SIGTSTP', this.suspend);
    process.kill(process.pid, 'SIGTSTP');
    setTimeout(this.resume, RESUME_AFTER_MS);
  };

  private readonly resume = (): void => {
    if (!this.isSuspended || !this.isOpen) return;
    this.isSuspended = false;
    process.on('SIGTSTP', this.suspend);
    process.stdin.setRawMode(true);
    this.screen.enter();
    this.shown = null;
    this.mouse(true);
    this.options.onEvent({ on: 'resize', ...this.size });
    this.redraw();
  };

  /** The terminal first, then what the signal means to whoever started us. */
  private readonly endBy = (signal: NodeJS.Signals): void => {
    this.close();
    process.kill(process.pid, signal);
  };

  private readonly crash = (error: Error): void => {
    this.close();
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(1);
  };

  private mouse(enable: boolean): void {
    const modes = MOUSE_MODES[this.options.mouse];
    const { program } = this.screen;
    if (modes === null) return;
    if (enable) program.setMode(modes);
    else program.resetMode(modes);
    program.flush();
  }

  private input(text: string): void {
    const { keys, reports, rest } = splitMouse(this.unfinished + text);
    this.unfinished = rest;
    if (keys !== '') this.keys.write(keys);
    const atMs = performance.now();
    for (const report of reports) this.options.onEvent({ on: 'mouse', ...report, atMs });
  }

  private key(char: string | undefined, { full, name }: Key): void {
    // blessed tells the enter key twice, under both its names.
    if (name === 'return') return;
    if (full === 'C-z') {
      this.suspend();
      return;
    }
    if (full === 'C-c') {
      this.endBy('SIGINT');
      return;
    }
    const isPrintable = char !== undefined && char > ' ' && char !== '\u007f' && [...char].length === 1;
    const key = isPrintable ? char : full === 'linefeed' ? 'enter' : full;
    if (key !== undefined) this.options.onEvent({ on: 'key', key, atMs: performance.now() });
  }

  private redraw(): void {
    const waitMs = Math.max(0, this.drawnAtMs + LEAST_FRAME_MS - performance.now());
    this.drawing ??= setTimeout(() => {
      this.drawing = undefined;
      if (this.isOpen && !this.isSuspended) this.draw();
    }, waitMs);
  }

  private draw(): void {
    const grid = paint(this.view(this.size), this.size, this.charset);
    const before = this.shown?.length === grid.length ? this.shown : null;
    for (let y = 0; y < grid.length; y++) {
      const row = grid[y]!;
      const old = before?.[y] ?? [];
      for (let x = 0; x < row.length; x++) {
        const cell = row[x]!;
        const was = old[x];
        if (was !== undefined && sameCell(was, cell)) continue;
        this.screen.fillRegion(this.attribute(cell), cell.char || '\0', x, x + 1, y, y + 1);
      }
    }
    this.shown = grid;
    this.screen.draw(0, grid.length - 1);
    this.screen.program.flush();
    this.drawnAtMs = performance.now();
  }

  /** blessed's own form: flags, foreground, background, 9 bits each; 0x1ff is the terminal's own colour. */
  private attribute({ style }: Cell): number {
    const { fg, bg, bold, underline, inverse } = style;
    const colour = (one: number | undefined): number => (this.hasColour ? (one ?? 0x1ff) : 0x1ff);
    const flags = (bold ? 1 : 0) | (underline ? 2 : 0) | (inverse ? 8 : 0);
    // On a background of our own the colours are ours.
    const shown = this.isLight && fg !== undefined && bg === undefined ? onLight(fg) : fg;
    return (flags << 18) | (colour(shown) << 9) | colour(bg);
  }
}

/** blessed knows the terminals of its time: who has 256 colours is told to it as the one that it knows best. */
function terminalType({ TERM = 'xterm', COLORTERM }: NodeJS.ProcessEnv): string {
  const has256 = /256|kitty|ghostty|alacritty|wezterm|foot|direct/.test(TERM) || COLORTERM === 'truecolor';
  return has256 ? 'xterm-256color' : TERM;
}
