/** `omd --install` with a home directory of its own and a `systemctl` that writes down what it is asked. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Commands, type Ended, ended } from '../support/commands.ts';

let commands: Commands;
let home: string;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omx-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const unit = (): string => join(home, '.config/systemd/user/omosix.service');
const asked = (): string[] => readFileSync(join(home, 'asked'), 'utf8').trimEnd().split('\n');

/** A `systemctl` that fails for the requests that contain one of these words. */
function systemctl(...failing: string[]): void {
  const path = join(home, 'bin/systemctl');
  mkdirSync(join(home, 'bin'));
  const fail = failing.map((word) => `*${word}*) echo 'Failed to connect to bus' >&2; exit 1;;`).join('\n');
  writeFileSync(path, `#!/bin/sh\necho "$*" >> ${home}/asked\ncase "$*" in\n${fail}\n*) exit 0;;\nesac\n`);
  chmodSync(path, 0o755);
}

function omd(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [commands.path('omd'), ...args], {
    cwd: home,
    env: {
      HOME: home,
      USER: 'somebody',
      PATH: join(home, 'bin'),
      XDG_RUNTIME_DIR: join(home, 'run'),
      ...env,
    },
  });
  child.stdin.end();
  return ended(child);
}

describe('omd --install', () => {
  it('writes a unit, starts it, and says how long it will live', async () => {
    systemctl();
    const { stdout, stderr, code } = await omd(['--install', '-n', '-i', 'eth0', '--map', 'maps/lab.map']);
    expect([stderr, code]).toEqual(['', 0]);
    expect(asked()).toEqual(['--user daemon-reload', '--user enable --now omosix.service']);
    expect(stdout).toBe(
      `omd: wrote ${unit()}\n` +
        'omd: it runs while somebody is logged in; from boot on with: loginctl enable-linger somebody\n' +
        'omd: the agent runs, and starts with each session\n',
    );
    const command = [
      process.execPath,
      commands.path('omd'),
      '-n',
      '-i',
      'eth0',
      '--map',
      join(home, 'maps/lab.map'),
    ];
    expect(readFileSync(unit(), 'utf8')).toContain('\nTimeoutStopSec=50\n');
    expect(readFileSync(unit(), 'utf8')).toContain(
      `\nExecStart=${command.map((word) => `"${word}"`).join(' ')}\n`,
    );
  });

  it('where systemctl does not work it writes the unit and says what to type', async () => {
    systemctl('daemon-reload');
    const { stdout, code } = await omd(['--install', '--drain-after', '100']);
    expect(code).toBe(0);
    expect(readFileSync(unit(), 'utf8')).toMatch(/"--drain-after" "100"\n[\s\S]*\nTimeoutStopSec=120\n/);
    expect(existsSync(unit())).toBe(true);
    expect(stdout).toContain(
      '  systemctl --user daemon-reload\nomd:   systemctl --user enable --now omosix.service\n',
    );
    expect(asked()).toEqual(['--user daemon-reload']);
  });

  it('where there is no systemctl at all, too', async () => {
    const { stdout, code } = await omd(['--install']);
    expect(code).toBe(0);
    expect(stdout).toContain('  systemctl --user enable --now omosix.service\n');
  });

  it('a unit that does not start is told', async () => {
    systemctl('enable');
    const { stderr, code } = await omd(['--install']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'omd: systemctl --user enable --now omosix.service: Failed to connect to bus; see journalctl --user -u omosix\n',
    );
  });

  it('an agent that runs is not disturbed', async () => {
    systemctl('is-active');
    const agent = spawn(process.execPath, [commands.path('omd'), '-n', '--quiet'], {
      env: { HOME: home, PATH: process.env.PATH, XDG_RUNTIME_DIR: join(home, 'run'), OMOSIX_INTERFACE: 'lo' },
    });
    const exit = ended(agent);
    await new Promise((resolve) => agent.stdout.once('data', resolve));
    const { stdout } = await omd(['--install']);
    agent.kill();
    await exit;
    expect(asked()).toContain('--user enable omosix.service');
    expect(stdout).toContain(
      `omd: an agent runs already (pid ${agent.pid}): to put the new unit in its place (its tasks end):\n` +
        'omd:   mosctl shutdown && systemctl --user start omosix.service\n',
    );
  });

  it('what does not last is no unit', async () => {
    for (const option of ['--ephemeral', '--key']) {
      const { stderr, code } = await omd(['--install', option]);
      expect(code).toBe(2);
      expect(stderr).toBe(`omd: --install and ${option} do not go together: first the one, then the other\n`);
    }
    expect(existsSync(unit())).toBe(false);
  });

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)(
    'systemd understands the unit, whatever stands in it (skipped where systemd-analyze is not)',
    async () => {
      const strange = { OMOSIX_HOME: join(home, 'a "b" $c 50%') };
      await omd(['--install', '--name', 'back\\slash "quoted" $HOME 50% ü'], strange);
      const verify = spawnSync('systemd-analyze', ['verify', '--user', unit()], {
        env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home },
        encoding: 'utf8',
      });
      expect([verify.stdout, verify.stderr, verify.status]).toEqual(['', '', 0]);
    },
  );
});

describe('omd --uninstall', () => {
  it('ends the agent, removes the unit, and says what stays', async () => {
    systemctl();
    await omd(['--install']);
    const { stdout, code } = await omd(['--uninstall']);
    expect(code).toBe(0);
    expect(asked().slice(2)).toEqual(['--user disable --now omosix.service', '--user daemon-reload']);
    expect(existsSync(unit())).toBe(false);
    expect(stdout).toBe(
      `omd: removed ${unit()}\nomd: key, members and grants stay in ${home}/.local/state/omosix\n`,
    );
  });

  it('where nothing is installed it says so', async () => {
    systemctl();
    const { stdout, code } = await omd(['--uninstall']);
    expect([stdout, code]).toEqual([`omd: no unit is installed (${unit()})\n`, 0]);
  });
});
