/** `omfs` against its Unix namesakes, between two nodes. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCluster, until } from '../agent/fixtures/cluster.ts';
import { Commands } from '../support/commands.ts';

let commands: Commands;
let cluster: TestCluster;
let base: string;
let there: string;
beforeAll(async () => {
  commands = new Commands();
  cluster = await TestCluster.start({ command: (name) => commands.path(name) }, 2);
  base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'omosix-omfs-')));
  there = `/mfs/2${base}`;
  fs.mkdirSync(join(base, 'tree/sub'), { recursive: true });
  fs.writeFileSync(join(base, 'tree/a'), 'text of a\n', { mode: 0o640 });
  fs.writeFileSync(join(base, 'tree/b.log'), Buffer.alloc(70_000, 7));
  fs.writeFileSync(join(base, 'tree/.hidden'), '');
  fs.symlinkSync('a', join(base, 'tree/link'));
  fs.writeFileSync(join(base, 'tree/sub/c.log'), 'c');
  fs.utimesSync(join(base, 'tree/a'), 1e9, 1e9);
  const client = await cluster.client(cluster.nodes[0]!);
  await until(async () => (await client.status()).length === 2);
});
afterAll(async () => {
  await cluster.stop();
  commands.remove();
  fs.rmSync(base, { recursive: true, force: true });
});

const omfs = (...args: string[]) =>
  spawnSync(process.execPath, [commands.path('omfs'), ...args], {
    cwd: base,
    encoding: 'utf8',
    env: { ...process.env, OMOSIX_HOME: cluster.nodes[0]!.home, TZ: 'UTC' },
  });
const unix = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });

describe('what is shown', () => {
  it('ls, as ls shows it', () => {
    expect(omfs('ls', `${there}/tree`).stdout).toBe(unix('ls', '-1', `${base}/tree`));
    expect(omfs('ls', '-a', `${there}/tree`).stdout).toBe(unix('ls', '-1A', `${base}/tree`));
    const columns = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => !line.startsWith('total'))
        .map((line) => line.replace(/ +/g, ' '));
    expect(columns(omfs('ls', '-l', `${there}/tree`).stdout)).toEqual(
      columns(unix('ls', '-ln', `${base}/tree`)),
    );
    const [entry] = JSON.parse(omfs('ls', '--json', `${there}/tree/a`).stdout);
    expect(entry).toMatchObject({ type: 'file', size: 10, mode: 0o640, mtimeMs: 1e12 });
    expect(omfs('ls', '/mfs').stdout).toBe('1\n2\n');
    expect(omfs('ls', `/mfs/*${base}/tree/*.log`).stdout).toBe(
      `/mfs/1${base}/tree/b.log\n/mfs/2${base}/tree/b.log\n`,
    );
  });

  it('find, as find finds it', () => {
    const sorted = (text: string): string[] => text.replaceAll(there, base).split('\n').sort();
    for (const tests of [
      [],
      ['-name', '*.log'],
      ['-type', 'f', '-size', '+1k'],
      ['-size', '-2k', '-type', 'f'],
      ['-type', 'd,l'],
      ['-maxdepth', '1', '-mindepth', '1', '-iname', '[AB]*'],
    ])
      expect(sorted(omfs('find', `${there}/tree`, ...tests).stdout), tests.join(' ')).toEqual(
        sorted(unix('find', `${base}/tree`, ...tests)),
      );
  });

  it('cat and df', () => {
    expect(omfs('cat', `${there}/tree/a`, `${there}/tree/sub/c.log`).stdout).toBe('text of a\nc');
    expect(omfs('cat', '/proc/hpc/nodes/2/status').stdout).toMatch(/^alive/);
    const rows = JSON.parse(omfs('df', '--json').stdout) as { path: string; sizeBytes: number }[];
    expect(rows.map(({ path }) => path)).toEqual(['/mfs/1', '/mfs/2']);
    expect(rows[1]!.sizeBytes).toBe(fs.statfsSync('/').blocks * fs.statfsSync('/').bsize);
  });

  it('what is wrong, in the words of its namesakes', () => {
    const said = (...args: string[]) => {
      const { status, stderr } = omfs(...args);
      return `${status} ${stderr.trim()}`;
    };
    expect(said('ls', `${there}/no`)).toBe(
      `2 omfs ls: cannot access '${there}/no': No such file or directory`,
    );
    expect(said('cat', there)).toBe(`1 omfs cat: ${there}: Is a directory`);
    expect(said('cp', `${there}/no`, 'x')).toBe(
      `1 omfs cp: cannot stat '${there}/no': No such file or directory`,
    );
    expect(said('cp', `${there}/tree`, 'x')).toBe(
      `1 omfs cp: -r not specified; omitting directory '${there}/tree'`,
    );
    expect(said('cp', `${there}/tree/a`, `${there}/tree/a`)).toBe(
      `1 omfs cp: '${there}/tree/a' and '${there}/tree/a' are the same file`,
    );
    expect(said('cp', '-r', `${there}/tree`, `${there}/tree/sub`)).toBe(
      `1 omfs cp: cannot copy a directory, '${there}/tree', into itself, '${there}/tree/sub/tree'`,
    );
    expect(said('cp', `${there}/tree/a`, 'tree/b.log', `${there}/none`)).toBe(
      `1 omfs cp: target '${there}/none': No such file or directory`,
    );
    expect(said('cp', `${there}/tree/a`)).toMatch(/^2 omfs: cp: missing destination/);
    expect(said('put', 'tree/a', 'x')).toMatch(/^2 omfs: put: x is no place in the cluster/);
    expect(said('ls', '/mfs/9/tmp')).toBe("2 omfs ls: cannot access '/mfs/9/tmp': No such file or directory");
    expect(said('find', there, '-size', 'big')).toMatch(/^2 omfs: find: -size big/);
  });
});

describe('what is copied', () => {
  it('a tree there and back is what it was', () => {
    expect(omfs('put', '-rp', 'tree', `${there}/copy`).stderr).toBe('');
    expect(omfs('get', '-rp', `${there}/copy`, 'back').stderr).toBe('');
    const listed = (directory: string): string[] =>
      fs
        .readdirSync(join(base, directory), { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => {
          const stat = fs.lstatSync(join(base, directory, name));
          const what = stat.isFile() ? fs.readFileSync(join(base, directory, name), 'hex') : '';
          return `${name} ${stat.mode.toString(8)} ${stat.isDirectory() ? '' : stat.size} ${Math.round(stat.mtimeMs)} ${what}`;
        });
    const links = (lines: string[]): string[] =>
      lines.map((line) => line.replace(/^(link \d+ \d+) .*/, '$1'));
    expect(links(listed('back'))).toEqual(links(listed('tree')));
    expect(fs.readlinkSync(join(base, 'back/link'))).toBe('a');
  });

  it('what has holes comes as it is, and stays as small', () => {
    const file = fs.openSync(join(base, 'sparse'), 'w');
    fs.writeSync(file, 'begin', 0);
    fs.writeSync(file, 'end', 300 * 2 ** 20);
    fs.closeSync(file);
    expect(omfs('cp', 'sparse', `${there}/sparse2`).stderr).toBe('');
    const stat = fs.statSync(join(base, 'sparse2'));
    expect(stat.size).toBe(300 * 2 ** 20 + 3);
    expect(stat.blocks * 512).toBeLessThan(1024 * 1024);
    const copy = fs.openSync(join(base, 'sparse2'), 'r');
    const tail = Buffer.alloc(3);
    fs.readSync(copy, tail, 0, 3, 300 * 2 ** 20);
    fs.closeSync(copy);
    expect(tail.toString()).toBe('end');
    for (const name of ['sparse', 'sparse2']) fs.rmSync(join(base, name));
  });

  it('a file that is there is replaced whole, through a link too, and keeps its mode', () => {
    fs.writeFileSync(join(base, 'old'), 'old', { mode: 0o604 });
    fs.symlinkSync('old', join(base, 'old-link'));
    expect(omfs('cp', 'tree/a', `${there}/old-link`).stderr).toBe('');
    expect(fs.readFileSync(join(base, 'old'), 'utf8')).toBe('text of a\n');
    expect(fs.statSync(join(base, 'old')).mode & 0o777).toBe(0o604);
    expect(fs.lstatSync(join(base, 'old-link')).isSymbolicLink()).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'a disk that is full: an error, and nothing under the name (root: a disk of its own)',
    () => {
      const disk = join(base, 'disk');
      fs.mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]);
      try {
        fs.writeFileSync(join(base, 'large'), Buffer.alloc(3_000_000, 1));
        const { status, stderr } = omfs('cp', 'large', `${there}/disk/large`);
        expect(stderr).toBe(
          `omfs cp: cannot copy 'large' to '${there}/disk/large': No space left on device\n`,
        );
        expect(status).toBe(1);
        expect(fs.readdirSync(disk)).toEqual([]);
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );
});

describe('when a node dies in the middle of a copy', () => {
  const begun = async (name: string): Promise<void> => {
    await until(() =>
      fs
        .readdirSync(base)
        .some((one) => one.startsWith(`.${name}.`) && fs.statSync(join(base, one)).size > 0),
    );
  };

  it('the file never has its name, and it is said why', async () => {
    fs.writeFileSync(join(base, 'huge'), Buffer.alloc(200_000_000, 7));
    const env = { ...process.env, OMOSIX_HOME: cluster.nodes[0]!.home };
    const start = (...args: string[]): Promise<{ code: number | null; stderr: string }> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [commands.path('omfs'), ...args], { cwd: base, env });
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
        });
        child.on('close', (code) => resolve({ code, stderr }));
      });
    const copies = [start('get', `${there}/huge`, 'got'), start('put', 'huge', `${there}/put`)];
    await Promise.all([begun('got'), begun('put')]);
    cluster.nodes[1]!.child.kill('SIGKILL');
    for (const { code, stderr } of await Promise.all(copies)) {
      expect(stderr).toMatch(/^omfs (get|put): cannot copy '.*' to '.*': No route to host \(.*\)\n$/);
      expect(code).toBe(1);
    }
    const left = fs.readdirSync(base);
    expect(left).not.toContain('got');
    expect(left).not.toContain('put');
    // What was begun here is gone; what was begun there nobody could remove.
    expect(left.filter((name) => name.startsWith('.got.'))).toEqual([]);
  });
});
