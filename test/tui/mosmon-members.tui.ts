/** mosmon of real members that trust each other, or do not: what a node tells, what it lets be done, and what is said where it does not. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Machines } from '../members/fixtures/machines.ts';
import { Commands } from '../support/commands.ts';
import { CLEAN_MODES, CLEAN_SETTINGS, hasTmux, Tmux } from '../support/tmux.ts';

describe.skipIf(!hasTmux)('mosmon among members', () => {
  let commands: Commands;
  let machines: Machines;
  let terminal: Tmux;
  beforeAll(() => {
    commands = new Commands();
  });
  afterAll(() => commands.remove());
  beforeEach(() => {
    machines = new Machines({ command: (name) => commands.path(name) });
  });
  afterEach(async () => {
    terminal.close();
    await machines.remove();
  });

  function at(name: string): void {
    terminal = new Tmux(machines.home(name), process.env, { columns: 110, rows: 40 });
    terminal.type(`OMOSIX_HOME=${machines.home(name)} ${process.execPath} ${commands.path('mosmon')}`);
  }
  async function open(name: string): Promise<void> {
    await terminal.shows(new RegExp(`${name}\\*? +● alive`));
    terminal.keys('/');
    terminal.tmux('send-keys', '-l', name);
    terminal.keys('Enter', 'Enter');
    await terminal.shows(new RegExp(`node \\d+ {2}${name} `));
  }
  /** A key that asks, and a yes. */
  async function wish(key: string, question: RegExp, answer: RegExp): Promise<void> {
    terminal.keys(key);
    await terminal.shows(question);
    terminal.keys('y');
    await terminal.shows(answer);
  }

  it('opens one that lets itself be commanded, and steers it', async () => {
    const [, beta] = await machines.cluster('alpha', 'beta');
    at('alpha');
    await open('beta');
    const port = await machines.port('beta');
    const screen = await terminal.shows(/settings +accepts guests; tasks may leave/);
    expect(screen).toMatch(new RegExp(`addresses .*127\\.0\\.0\\.1:${port}`));
    expect(screen).toMatch(/interfaces +\S+ [\da-f.:]+/);
    expect(screen).toMatch(/trust +may: run, host; key [0-9a-f]{16}…/);
    await terminal.shows(/PEERS[^$]*alpha +● alive +[\d.]+ms/);
    await wish('s', /Shall nothing leave node \d+ \(beta\) by itself\?.*y\/n/, /nothing leaves it by itself/);
    await terminal.shows(/beta {2}◇ stay/);
    await wish('s', /May tasks leave/, /tasks may leave$/m);
    await terminal.shows(/beta {2}● alive/);
    terminal.keys('=');
    await terminal.shows(/speed ◂/);
    terminal.keys('Right', 'Right');
    await wish('Enter', /Set the speed of node \d+ \(beta\) to \d+\?/, /has speed \d+ from now on/);
    await terminal.shows(/set: \d+, measured: \d+/);
    await wish('M', /be what was measured/, /has the speed that was measured/);
    const expelled = new RegExp(`0 guests left node ${beta}; it accepts no guests \\(b\\)`);
    await wish('e', /Send all guests of node/, expelled);
    await terminal.shows(/beta {2}■ blocked/);
    await wish('b', /accept guests again/, /accepts guests; tasks may leave/);
    await wish('g', /Bring all tasks of node/, new RegExp(`0 tasks came home to node ${beta}`));
    await terminal.shows(/lstay/);
    expect((await machines.mosctl('beta', 'status')).out).toMatch(
      /accepts guests; its own tasks do not leave/,
    );
    terminal.keys('c');
    await terminal.shows(/beta {2}5 minutes/);
    terminal.keys(']');
    await terminal.shows(/30 minutes[^$]*samples of 10 s/);
    terminal.keys('a');
    await terminal.shows(/all nodes, their mean/);
    terminal.keys('Escape', 'Escape', 'q');
    await terminal.shows(/prompt>\s*$/);
    expect([terminal.modes(), await terminal.settings()]).toEqual([CLEAN_MODES, CLEAN_SETTINGS]);
  });

  it('says in one line who does not let it, who cannot be reached, and finds its own agent again', async () => {
    const [alpha] = await machines.cluster('alpha', 'beta');
    at('beta');
    await open('alpha');
    const refusal = new RegExp(
      `node ${alpha} does not let node \\d+ command it \\(its user could: mosctl grant`,
    );
    await terminal.shows(refusal);
    await wish('b', /Shall node \d+ \(alpha\) accept no guests\?/, refusal);
    expect((await machines.mosctl('alpha', 'status')).out).not.toMatch(/blocked/);
    await machines.stop('alpha', 'SIGKILL');
    await terminal.shows(/alpha {2}(\? suspect|✗ dead)/);
    await wish('b', /accept no guests\?/, new RegExp(`node ${alpha} cannot be reached`));
    await machines.stop('beta', 'SIGKILL');
    await terminal.shows(/The agent is gone.*looking for it/);
    await wish('b', /accept no guests\?/, /no agent is there to ask/);
    await machines.start('beta');
    // It has not heard of the dead one yet.
    await terminal.shows(/^(?![^$]*The agent is gone)[^$]*node \d+ is not known any more/);
    terminal.keys('Escape');
    await terminal.shows(/beta\* +● alive/);
    terminal.keys('q');
    await terminal.shows(/prompt>\s*$/);
    expect(terminal.modes()).toBe(CLEAN_MODES);
  });
});
