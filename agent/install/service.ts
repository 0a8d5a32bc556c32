import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { type UnitOptions, unitOf } from './unit.ts';

const UNIT = 'omosix.service';
/** A user manager that hangs must not hang us. */
const SYSTEMCTL_MS = 20_000;

const VARIABLES = [
  'OMOSIX_HOME',
  'OMOSIX_INTERFACE',
  'OMOSIX_ALERT',
  'OMOSIX_ETCD',
  'XDG_STATE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
] as const;

export function unitPath(env: NodeJS.ProcessEnv): string {
  const config = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(homedir(), '.config');
  return join(config, 'systemd/user', UNIT);
}

/**
 * Makes the agent start with the user's session. `running`: an agent that is there already, in words; it is not
 * disturbed. @returns what to tell the user, a line each
 */
export function installService(
  what: Omit<UnitOptions, 'environment'>,
  env: NodeJS.ProcessEnv,
  running: string | null,
): string[] {
  mustBeLinux();
  const path = unitPath(env);
  const environment = Object.fromEntries(VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, unitOf({ ...what, environment }), { mode: 0o644 });
  renameSync(`${path}.new`, path);
  const said = [`wrote ${path}`, ...lifetime(env)];
  if (what.omd.includes('/_npx/'))
    said.push(
      'omd runs from a directory that npx may delete: install the package with npm i -g, and do this again',
    );

  if (systemctl('daemon-reload') !== null) {
    return [
      ...said,
      'systemctl --user does not answer here; where it does, type:',
      '  systemctl --user daemon-reload',
      `  systemctl --user enable --now ${UNIT}`,
    ];
  }
  if (running === null) {
    must('enable', '--now', UNIT);
    return [...said, 'the agent runs, and starts with each session'];
  }
  must('enable', UNIT);
  const isOurs = systemctl('is-active', '--quiet', UNIT) === null;
  const restart = isOurs
    ? `systemctl --user restart ${UNIT}`
    : `mosctl shutdown && systemctl --user start ${UNIT}`;
  return [
    ...said,
    `an agent runs already (${running}): to put the new unit in its place (its tasks end):`,
    `  ${restart}`,
  ];
}

/** @returns what to tell the user, a line each */
export function uninstallService(env: NodeJS.ProcessEnv, state: string): string[] {
  mustBeLinux();
  const path = unitPath(env);
  if (!existsSync(path)) return [`no unit is installed (${path})`];
  const problem = systemctl('disable', '--now', UNIT);
  rmSync(path);
  const said = [`removed ${path}`];
  if (problem === null) systemctl('daemon-reload');
  else
    said.push(
      `systemctl --user does not answer here (${problem}): an agent that runs goes on; mosctl shutdown ends it`,
    );
  return [...said, `key, members and grants stay in ${state}`];
}

function lifetime(env: NodeJS.ProcessEnv): string[] {
  const user = env.USER ?? userInfo().username;
  if (existsSync(`/var/lib/systemd/linger/${user}`)) return [];
  return [`it runs while ${user} is logged in; from boot on with: loginctl enable-linger ${user}`];
}

/** @returns null, or why it failed */
function systemctl(...args: string[]): string | null {
  const ended = spawnSync('systemctl', ['--user', ...args], { encoding: 'utf8', timeout: SYSTEMCTL_MS });
  if (ended.error) return (ended.error as NodeJS.ErrnoException).code ?? ended.error.message;
  return ended.status === 0 ? null : ended.stderr.trim().split('\n')[0] || `exit code ${ended.status}`;
}

function must(...args: string[]): void {
  const problem = systemctl(...args);
  if (problem !== null)
    throw new OmosixError(
      'EREFUSED',
      `systemctl --user ${args.join(' ')}: ${problem}; see journalctl --user -u omosix`,
    );
}

function mustBeLinux(): void {
  if (process.platform !== 'linux')
    throw new OmosixError(
      'EREFUSED',
      'units are for systemd, which is on Linux only; run omd from your session instead',
    );
}
