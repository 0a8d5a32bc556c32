/** tui/terminal.ts in a real terminal: what it draws, what it tells, and that it leaves nothing behind. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gone } from '../support/processes.ts';
import { CLEAN_MODES, CLEAN_SETTINGS, hasTmux, Tmux } from '../support/tmux.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe.skipIf(!hasTmux)('a terminal', () => {
  let directory: string;
  let built: string;
  let demo: string;
  let terminal: Tmux;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'omx-tui-'));
    const cache = join(root, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    built = mkdtempSync(join(cache, 'omosix-tui-'));
    demo = `${process.execPath} ${built}/demo.mjs`;
    await build({
      absWorkingDir: root,
      entryPoints: ['test/tui/demo.ts'],
      outfile: join(built, 'demo.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['blessed'],
    });
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
    rmSync(built, { recursive: true, force: true });
  });
  beforeEach(() => {
    terminal = new Tmux(directory, process.env);
  });
  afterEach(() => terminal.close());

  async function isClean(): Promise<void> {
    await terminal.shows(/prompt>\s*$/);
    expect(terminal.modes()).toBe(CLEAN_MODES);
    expect(await terminal.settings()).toBe(CLEAN_SETTINGS);
  }

  it('draws boxes, wide characters and lines, and follows the size', async () => {
    terminal.type(demo);
    const screen = await terminal.shows(/中文 wide…/);
    expect(screen).toMatch(/^╭─ demo 80×24 ─+╮$/m);
    expect(screen).toMatch(/[\u2801-\u28ff]{2}/);
    terminal.resize(100, 30);
    expect(await terminal.shows(/demo 100×30/)).toMatch(/resize {"width":100,"height":30}/);
    terminal.keys('q');
    await terminal.shows(/demo over/);
    await isClean();
  }, 60_000);

  it('tells keys by name and every report of the mouse, however many come at once', async () => {
    terminal.type(demo);
    await terminal.shows(/demo 80/);
    terminal.keys('a', 'G', '?', 'Space', 'Enter', 'Escape');
    await terminal.shows(/"escape"/);
    terminal.keys('Up', 'PageDown', 'C-l', 'BTab', 'é');
    const keys = await terminal.shows(/"é"/);
    expect([...keys.matchAll(/key {"key":"(.*)"}/g)].map(([, key]) => key)).toEqual([
      ...['space', 'enter', 'escape'].slice(-3),
      ...['up', 'pagedown', 'C-l', 'S-tab', 'é'],
    ]);
    terminal.mouse(
      { code: 0, x: 30, y: 18 },
      { code: 32, x: 31, y: 18 },
      { code: 32, x: 79, y: 19 },
      { code: 0, x: 79, y: 19, up: true },
      { code: 35, x: 3, y: 4 },
      { code: 65, x: 3, y: 4 },
      { code: 2, x: 250, y: 0 },
    );
    const mouse = await terminal.shows(/"x":250/);
    expect([...mouse.matchAll(/mouse (.*})/g)].map(([, report]) => JSON.parse(report!))).toEqual([
      { action: 'down', button: 'left', x: 30, y: 18 },
      { action: 'drag', button: 'left', x: 31, y: 18 },
      { action: 'drag', button: 'left', x: 79, y: 19 },
      { action: 'up', button: 'left', x: 79, y: 19 },
      { action: 'move', button: null, x: 3, y: 4 },
      { action: 'wheeldown', button: null, x: 3, y: 4 },
      { action: 'down', button: 'right', x: 250, y: 0 },
    ]);
    terminal.keys('q');
    await isClean();
  }, 60_000);

  it.each(['TERM', 'INT', 'HUP', 'QUIT'])(
    'SIG%s ends it by that signal and leaves the terminal clean',
    async (signal) => {
      terminal.type(`${demo}; echo status $?`);
      await terminal.shows(/demo 80/);
      process.kill(terminal.foreground(), `SIG${signal}`);
      const number = { TERM: 15, INT: 2, HUP: 1, QUIT: 3 }[signal]!;
      await terminal.shows(signal === 'INT' ? /prompt>\s*$/ : new RegExp(`status ${128 + number}`));
      await isClean();
    },
    60_000,
  );

  it('ends with its terminal', async () => {
    terminal.type(demo);
    await terminal.shows(/demo 80/);
    const pid = terminal.foreground();
    terminal.close();
    await gone([{ pid, command: demo }]);
    terminal = new Tmux(directory, process.env);
  }, 60_000);

  it('a crash shows its error on a clean terminal', async () => {
    terminal.type(`${demo}; echo status $?`);
    await terminal.shows(/demo 80/);
    terminal.keys('x');
    expect(await terminal.shows(/status 1/)).toMatch(/Error: demo crash/);
    await isClean();
  }, 60_000);

  it('stops by Ctrl-Z and by a signal, and comes back as it was', async () => {
    terminal.type(demo);
    await terminal.shows(/demo 80/);
    for (const stop of ['key', 'signal']) {
      if (stop === 'key') terminal.keys('C-z');
      else process.kill(terminal.foreground(), 'SIGTSTP');
      await terminal.shows(/Stopped[^$]*prompt>\s*$/);
      expect(terminal.modes()).toBe(CLEAN_MODES);
      terminal.type('clear; fg');
      await terminal.shows(/demo 80×24[^$]*中文/);
      terminal.keys('a');
      await terminal.shows(/"a"/);
    }
    terminal.keys('C-c');
    await isClean();
  }, 60_000);

  it('without UTF-8 and colours it draws with what there is', async () => {
    terminal.type(`NO_COLOR=1 LC_ALL=C ${demo}`);
    const screen = await terminal.shows(/\+- demo 80x24 -+\+/);
    expect(screen).toMatch(/\\/);
    expect(screen).not.toMatch(/[^\n -~]/);
    expect(terminal.tmux('capture-pane', '-p', '-e')).not.toMatch(/[34]8;5/);
    terminal.keys('q');
    await isClean();
  }, 60_000);

  it('says in one line that it needs a terminal', async () => {
    terminal.type(`${demo} < /dev/null`);
    await terminal.shows(/standard input and output must be a terminal/);
    await isClean();
  }, 60_000);
});
