/** Control groups of guests: where they may be made, what they bound, and that nothing of them is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { confinement } from '../../agent/confine/confined.ts';
import { GuestGroups } from '../../agent/confine/groups/guest-groups.ts';
import { HostGroup } from '../../agent/confine/groups/host-group.ts';
import { delegated, placesOf } from '../../agent/confine/groups/places.ts';
import { HostProcess } from '../../agent/guests/host-process.ts';
import { isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

describe('which groups a process is in', () => {
  const v2 = '35 24 0:30 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate';
  const v1 = (names: string, root = '/'): string =>
    `36 31 0:32 ${root} /sys/fs/cgroup/${names} rw,relatime - cgroup cgroup rw,${names}`;

  it.each([
    [
      'a unit of a user',
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/omosix.service\n',
      v2,
      [
        {
          version: 2,
          controllers: ['memory', 'pids'],
          directory: '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/omosix.service',
        },
      ],
    ],
    ['the top', '0::/\n', v2, [{ version: 2, controllers: ['memory', 'pids'], directory: '/sys/fs/cgroup' }]],
    [
      'version 1, and 2 without controllers',
      '8:pids:/\n7:blkio:/\n4:memory:/a/b\n2:cpuacct:/\n0::/\n',
      [v1('memory'), v1('pids'), v2.replace('/sys/fs/cgroup', '/sys/fs/cgroup/unified')].join('\n'),
      [
        { version: 1, controllers: ['pids'], directory: '/sys/fs/cgroup/pids' },
        { version: 1, controllers: ['memory'], directory: '/sys/fs/cgroup/memory/a/b' },
      ],
    ],
    [
      'one of version 1, the other of version 2',
      '4:memory:/a\n0::/b\n',
      [v1('memory'), v2].join('\n'),
      [
        { version: 1, controllers: ['memory'], directory: '/sys/fs/cgroup/memory/a' },
        { version: 2, controllers: ['pids'], directory: '/sys/fs/cgroup/b' },
      ],
    ],
    [
      'a container that sees the machine’s names, whose top is its own',
      '4:memory:/docker/c0ffee\n3:pids:/docker/c0ffee/x\n',
      [v1('memory', '/docker/c0ffee'), v1('pids', '/docker/c0ffee')].join('\n'),
      [
        { version: 1, controllers: ['memory'], directory: '/sys/fs/cgroup/memory' },
        { version: 1, controllers: ['pids'], directory: '/sys/fs/cgroup/pids/x' },
      ],
    ],
    [
      'outside of what is mounted, and a place with a space',
      '4:memory:/../other\n3:pids:/elsewhere\n',
      [v1('memory'), v1('pids', '/docker').replace('cgroup/pids', 'my\\040groups')].join('\n'),
      [
        { version: 1, controllers: ['memory'], directory: '/sys/fs/cgroup/memory' },
        { version: 1, controllers: ['pids'], directory: '/sys/fs/my groups' },
      ],
    ],
    ['none mounted', '4:memory:/a\n0::/b\n', '', []],
    ['no groups at all', '', v2, []],
  ])('%s', (_what, groups, mounts, places) => {
    expect(placesOf(groups, mounts)).toEqual(places);
  });
});

describe('version 2: whose group it is', () => {
  const given = { directory: '/g/omosix.service', available: ['cpu', 'memory', 'pids'], isTop: false };
  const wanted = ['memory', 'pids'] as const;
  const isOwn = (pid: number): boolean => pid < 100;

  it('nobody but the agent and its own: they go one down, guests beside them', () => {
    expect(delegated({ ...given, processes: [7, 8] }, wanted, isOwn)).toEqual({
      base: '/g/omosix.service',
      move: [7, 8],
      to: '/g/omosix.service/omosix-agent',
    });
  });
  it('an agent that takes the place of another is there already', () => {
    const directory = '/g/omosix.service/omosix-agent';
    expect(delegated({ ...given, directory, processes: [7, 500] }, wanted, isOwn)).toMatchObject({
      base: '/g/omosix.service',
      move: [],
    });
  });
  it('beside a shell, or processes of another namespace: not ours to divide', () => {
    for (const stranger of [500, 0])
      expect(
        delegated({ ...given, processes: [7, stranger] }, wanted, (pid) => pid !== 0 && isOwn(pid)),
      ).toEqual({
        why: expect.stringContaining('Delegate=yes'),
      });
  });
  it('the top of all has processes of the system, and groups all the same', () => {
    expect(delegated({ ...given, isTop: true, processes: [1, 500] }, wanted, isOwn)).toMatchObject({
      move: [],
    });
  });
  it('without a controller there is nothing to divide', () => {
    expect(delegated({ ...given, available: ['memory'], processes: [7] }, wanted, isOwn)).toEqual({
      why: 'its control group is not given the pids controller',
    });
  });
});

const unified = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((path) =>
  existsSync(join(path, 'cgroup.controllers')),
);
const mayMake =
  unified !== undefined && process.getuid?.() === 0 && canMake(join(unified, `omosix-test-${process.pid}`));
function canMake(path: string): boolean {
  try {
    mkdirSync(path);
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!mayMake)('version 2, as it is mounted here', () => {
  it('says what it is not given', () => {
    const mounts = `35 24 0:30 / ${unified} rw - cgroup2 cgroup2 rw`;
    const open = GuestGroups.open('0::/\n', mounts);
    const available = readFileSync(join(unified!, 'cgroup.controllers'), 'utf8');
    if (available.includes('memory') && available.includes('pids'))
      expect(open.bounded).toEqual(['memory', 'pids']);
    else
      expect(open).toMatchObject({
        bounded: [],
        missing: expect.stringContaining('is not given the memory'),
      });
    open.close();
  });

  it('whoever is started is in its group, which is gone after it', async () => {
    const directory = join(unified!, `omosix-test-${process.pid}`);
    const group = new HostGroup([{ version: 2, controllers: [], directory }]);
    const [file, ...args] = group.prefix;
    const child = spawn(file!, [...args, '/bin/sleep', '60'], { stdio: 'ignore' });
    await until(() => readFileSync(join(directory, 'cgroup.procs'), 'utf8') === `${child.pid}\n`);
    expect(group.remove()).toBe(false);
    child.kill('SIGKILL');
    await until(() => group.remove());
    expect(existsSync(directory)).toBe(false);
  });
});

const groups = GuestGroups.open();
const whyNot = process.platform === 'linux' ? groups.missing : 'no Linux';
/** Directories of this process's groups, wherever the hierarchies are. */
function ownDirectories(): string[] {
  const group = groups.begin()!;
  const directories = entered(group).map((file) => dirname(dirname(file)));
  groups.release(group);
  return directories;
}
const entered = (group: HostGroup): string[] => group.prefix.filter((word) => word.endsWith('/cgroup.procs'));

describe.skipIf(whyNot !== null)(`what they bound${whyNot ? ` (not here: ${whyNot})` : ''}`, () => {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  /** A host whose script does that. */
  async function hostOf(
    script: string,
  ): Promise<{ host: HostProcess; group: HostGroup; end: Promise<string> }> {
    const { way } = await confinement();
    const group = groups.begin()!;
    const settings = { locale: {}, memoryMb: null, addons: null };
    const host = new HostProcess(Buffer.from(script), way, settings, null, group);
    const end = new Promise<string>((exit) => {
      host.listen({ message() {}, records() {}, bulk() {}, exit });
    });
    return { host, group, end };
  }

  it('memory outside of V8’s heap: the kernel ends the host alone, and it is said why', async () => {
    const bomb = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 1);';
    const { host, group, end } = await hostOf(bomb);
    host.fence(300 * 2 ** 20);
    expect(await end).toBe('its host process took more memory than its node gives a guest (300 MiB)');
    const beside = await hostOf('setInterval(() => {}, 1e6)');
    beside.host.kill();
    expect(await beside.end).toBe('its host process was killed by SIGKILL');
    for (const one of [group, beside.group]) {
      groups.release(one);
      await until(() => one.remove());
      for (const file of entered(one)) expect(existsSync(dirname(file))).toBe(false);
    }
  });

  it('all that a host starts is in them, and a fork bomb ends at the bound', async () => {
    const group = groups.begin()!;
    const script = 'n=0; while [ $n -lt 2000 ]; do sleep 60 & n=$((n + 1)); done; wait';
    const [file, ...args] = group.prefix;
    const child = spawn(file!, [...args, '/bin/sh', '-c', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH },
    });
    running.push(child);
    let said = '';
    child.stderr!.on('data', (text) => {
      said += text;
    });
    await until(() => /fork/i.test(said));
    const procs = entered(group).find((path) => existsSync(join(dirname(path), 'pids.max')))!;
    const inside = readFileSync(procs, 'utf8').trim().split('\n').map(Number);
    expect(inside.length).toBeGreaterThan(400);
    expect(inside.length).toBeLessThanOrEqual(512);
    for (const pid of inside) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    await until(() => group.remove());
  });

  it('what is used already is no bound: who has grown is asked to leave, not ended', async () => {
    const { host, end, group } = await hostOf(
      'globalThis.kept = Buffer.alloc(100 << 20, 1); setInterval(() => {}, 1e6)',
    );
    await until(() => host.usage().residentBytes > 100 * 2 ** 20);
    host.fence(50 * 2 ** 20);
    expect(host.alive).toBe(true);
    host.fence(2 ** 30);
    host.fence(2 ** 31);
    host.kill();
    expect(await end).toBe('its host process was killed by SIGKILL');
    await until(() => group.remove());
  });

  it('what a killed agent has left is ended by the next', async () => {
    const [, namespace] = /(\d+)/.exec(readlinkSync('/proc/self/ns/pid'))!;
    const left = ownDirectories().map((own) => join(dirname(own), `omosix-${namespace}-4194303-1`, 'host-1'));
    for (const directory of left) mkdirSync(directory, { recursive: true });
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    running.push(child);
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    for (const directory of left) writeFileSync(join(directory, 'cgroup.procs'), String(child.pid));
    GuestGroups.open();
    expect(await ended).toBe('SIGKILL');
    await until(() => {
      GuestGroups.open();
      return left.every((directory) => !existsSync(dirname(directory)));
    });
  });

  it('an agent that ends leaves none', async () => {
    const directories = ownDirectories();
    await until(() => groups.close());
    expect(
      directories.flatMap((directory) =>
        readdirSync(dirname(directory)).filter((name) => name.includes(`-${process.pid}-`)),
      ),
    ).toEqual([]);
  });
});
