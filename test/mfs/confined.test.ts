/** Nobody is let out of what a node exports: by no link, no `..`, no name that is exchanged, no trick of the system's own. */
import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';
import { nameOf } from '../../agent/mfs/names.ts';
import type { ExportRoot } from '../../protocol/node.ts';
import { Exported, outcome, SECRET } from './fixtures/exported.ts';

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW, O_APPEND } = fs.constants;

const exported = new Exported();
const { base, rw, ro, outside, hidden } = exported;
afterAll(() => exported.remove());
const treeOf = (...roots: ExportRoot[]): ExportTree => exported.tree(...roots);
const nested = (): ExportTree => exported.nested();

async function read(tree: ExportTree, path: string): Promise<string> {
  const file = await tree.open(path, O_RDONLY, 0);
  try {
    return Buffer.from(await file.read(1000, 0)).toString();
  } finally {
    await file.close();
  }
}

describe('what leads out of a root leads nowhere', () => {
  const links: [what: string, name: string, target: () => string][] = [
    ['an absolute link', 'abs', () => join(outside, 'secret')],
    ['a relative link', 'rel', () => '../../outside/secret'],
    ['a relative link that goes above the machine', 'above', () => `${'../'.repeat(60)}${outside}/secret`],
    ['a chain', 'chain', () => 'rel'],
    ['a chain through a directory', 'chain2', () => 'updir/outside/secret'],
    ['a link with dots inside', 'dots', () => './d/./../../../outside/secret'],
  ];

  beforeAll(() => {
    for (const [, name, target] of links) fs.symlinkSync(target(), join(rw, name));
    fs.symlinkSync('../..', join(rw, 'updir'));
    fs.symlinkSync(outside, join(rw, 'outdir'));
    fs.symlinkSync(join(outside, 'new'), join(rw, 'dangling'));
    fs.symlinkSync('/', join(rw, 'machine'));
  });

  it.each(links)('%s (%s)', async (_, name) => {
    const tree = nested();
    const path = join(rw, name);
    for (const attempt of [
      read(tree, path),
      tree.stat(path),
      tree.access(path, 0),
      tree.realpath(path),
      tree.statfs(path),
      tree.open(path, O_RDWR | O_CREAT, 0o600),
      tree.open(path, O_WRONLY | O_TRUNC, 0),
      tree.setAttributes(path, { size: 0 }, true),
      tree.setAttributes(path, { mode: 0 }, true),
    ])
      expect(await outcome(attempt)).toMatch(/^(ENOENT|EACCES)$/);
    expect(fs.readFileSync(join(outside, 'secret'), 'utf8')).toBe(SECRET);
  });

  it.each([
    'outdir/secret',
    'outdir/',
    'outdir/.',
    'outdir/../outside/secret',
    'updir/outside/secret',
    'machine/etc/passwd',
    '../../outside/secret',
    'd/../../../outside/secret',
    `${'../'.repeat(80)}etc/passwd`,
    './/..//../outside//secret',
  ])('in the middle of a path: %s', async (name) => {
    const tree = nested();
    const path = `${rw}/${name}`;
    expect(await outcome(read(tree, path))).toMatch(/^(ENOENT|EACCES)$/);
    expect(await outcome(tree.readdir(path))).toMatch(/^(ENOENT|EACCES|ENOTDIR)$/);
    expect(await outcome(tree.open(`${path}x`, O_RDWR | O_CREAT, 0o600))).toMatch(/^(ENOENT|EACCES|EISDIR)$/);
    expect(await outcome(tree.mkdir(`${path}/new`, 0o700))).toMatch(/^(ENOENT|EACCES)$/);
    expect(await outcome(tree.unlink(path))).toMatch(/^(ENOENT|EACCES|ENOTDIR|EINVAL|EBUSY)$/);
    expect(fs.readdirSync(outside)).toEqual(['secret']);
  });

  it('nothing is made through a link that leads to nothing', async () => {
    const tree = nested();
    const path = join(rw, 'dangling');
    expect(await outcome(tree.open(path, O_WRONLY | O_CREAT, 0o600))).toBe('ENOENT');
    expect(await outcome(tree.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600))).toBe('EEXIST');
    expect(await outcome(tree.open(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600))).toBe('ELOOP');
    expect(await outcome(tree.mkdir(path, 0o700))).toBe('EEXIST');
    expect(fs.existsSync(join(outside, 'new'))).toBe(false);
  });

  it('a link may be read, renamed and removed; it is only a name', async () => {
    const tree = nested();
    fs.symlinkSync(join(outside, 'secret'), join(rw, 'mine'));
    expect(await tree.readlink(join(rw, 'mine'))).toBe(join(outside, 'secret'));
    expect((Number((await tree.lstat(join(rw, 'mine'))).mode) & 0o170000) === 0o120000).toBe(true);
    await tree.rename(join(rw, 'mine'), join(rw, 'mine2'));
    // A hard link to it is one to the link, not to what it names.
    await tree.link(join(rw, 'mine2'), join(rw, 'mine3'));
    expect(fs.readlinkSync(join(rw, 'mine3'))).toBe(join(outside, 'secret'));
    await tree.unlink(join(rw, 'mine2'));
    await tree.unlink(join(rw, 'mine3'));
    expect(fs.readFileSync(join(outside, 'secret'), 'utf8')).toBe(SECRET);
  });

  it.each([
    ['rename out', (t: ExportTree) => t.rename(join(rw, 'd', 'file'), join(outside, 'got'))],
    ['rename in', (t: ExportTree) => t.rename(join(outside, 'secret'), join(rw, 'got'))],
    [
      'rename out through a link',
      (t: ExportTree) => t.rename(join(rw, 'd', 'file'), join(rw, 'outdir', 'got')),
    ],
    ['link to what is outside', (t: ExportTree) => t.link(join(outside, 'secret'), join(rw, 'got'))],
    ['link through a link', (t: ExportTree) => t.link(join(rw, 'outdir', 'secret'), join(rw, 'got'))],
    ['link into outside', (t: ExportTree) => t.link(join(rw, 'd', 'file'), join(outside, 'got'))],
    ['symlink outside', (t: ExportTree) => t.symlink('x', join(rw, 'outdir', 'got'))],
    ['remove outside', (t: ExportTree) => t.unlink(join(rw, 'outdir', 'secret'))],
    ['remove the directory', (t: ExportTree) => t.rmdir(outside)],
  ])('%s', async (_, attempt) => {
    expect(await outcome(attempt(nested()))).toMatch(/^(ENOENT|EACCES|EXDEV)$/);
    expect(fs.readdirSync(outside)).toEqual(['secret']);
    expect(fs.existsSync(join(rw, 'd', 'file'))).toBe(true);
    expect(fs.existsSync(join(rw, 'got'))).toBe(false);
  });

  it('bytes that end a name for the system are refused', async () => {
    const tree = nested();
    expect(await outcome(tree.stat(`${rw}/d\0/file`))).toBe('EINVAL');
    expect(await outcome(tree.open(`${rw}/d/file\0.txt`, O_RDONLY, 0))).toBe('EINVAL');
    expect(await outcome(tree.symlink('a\0b', `${rw}/nul`))).toBe('EINVAL');
    expect(await outcome(tree.stat(`${rw}/\ud800`))).toBe('EILSEQ');
    expect(await outcome(tree.stat(`${rw}/${'x/'.repeat(3000)}`))).toBe('ENAMETOOLONG');
    expect(await outcome(tree.stat(`${rw}/${'x'.repeat(256)}`))).toBe('ENAMETOOLONG');
  });

  it('links that lead to each other end', async () => {
    const tree = nested();
    fs.symlinkSync('round2', join(rw, 'round1'));
    fs.symlinkSync('round1', join(rw, 'round2'));
    expect(await outcome(tree.stat(join(rw, 'round1')))).toBe('ELOOP');
    fs.symlinkSync('long/'.repeat(500), join(rw, 'long'));
    expect(await outcome(tree.stat(join(rw, 'long')))).toMatch(/^(ELOOP|ENAMETOOLONG)$/);
  });

  it('what belongs to the agent is hidden, under every name', async () => {
    const tree = nested();
    fs.symlinkSync('state', join(rw, 'other-name'));
    expect(await outcome(read(tree, join(hidden, 'node-key')))).toBe('EACCES');
    expect(await outcome(read(tree, join(rw, 'other-name', 'agent', 'node-key')))).toBe('EACCES');
    expect(await outcome(tree.rename(join(rw, 'state'), join(rw, 'state2')))).toBe('EBUSY');
    expect(await outcome(tree.rename(hidden, join(rw, 'd', 'agent')))).toBe('EACCES');
    expect(await outcome(tree.link(join(hidden, 'node-key'), join(rw, 'key')))).toBe('EACCES');
  });
});

describe('roots', () => {
  it('above them only the way is shown', async () => {
    const tree = nested();
    expect((await tree.readdir('/')).map(({ name }) => name)).toEqual([base.split('/')[1]]);
    expect((await tree.readdir(base)).map(({ name }) => name)).toEqual(['way']);
    expect((await tree.readdir(join(base, 'way'))).map(({ name }) => name)).toEqual(['rw']);
    expect(await outcome(tree.mkdir(join(base, 'way', 'more'), 0o700))).toBe('EACCES');
    expect(await outcome(tree.rmdir(rw))).toBe('EBUSY');
    expect(await outcome(tree.stat('/etc'))).toBe('ENOENT');
    expect(await outcome(tree.setAttributes(base, { mode: 0o777 }, true))).toBe('EACCES');
  });

  it('one inside another has its own mode, and stays where it is', async () => {
    const tree = nested();
    expect(await read(tree, join(ro, 'fixed'))).toBe('fixed');
    for (const attempt of [
      tree.open(join(ro, 'fixed'), O_WRONLY, 0),
      tree.open(join(ro, 'new'), O_WRONLY | O_CREAT, 0o600),
      tree.open(join(ro, 'fixed'), O_RDONLY | O_TRUNC, 0),
      tree.unlink(join(ro, 'fixed')),
      tree.mkdir(join(ro, 'new'), 0o700),
      tree.symlink('x', join(ro, 'new')),
      tree.setAttributes(join(ro, 'fixed'), { mtime: 1 }, true),
      tree.setAttributes(join(ro, 'fixed'), { size: 0 }, true),
      tree.access(join(ro, 'fixed'), fs.constants.W_OK),
      tree.rename(join(rw, 'd', 'file'), join(ro, 'file')),
    ])
      expect(await outcome(attempt)).toBe('EROFS');
    // Neither a name nor a parent of it can be changed so that it would be under other rules.
    expect(await outcome(tree.rename(join(rw, 'deep'), join(rw, 'shallow')))).toBe('EBUSY');
    expect(await outcome(tree.rename(ro, join(rw, 'mine')))).toBe('EROFS');
    expect(await outcome(tree.link(join(ro, 'fixed'), join(rw, 'fixed')))).toBe('EXDEV');
    expect(await outcome(tree.rename(join(ro, 'fixed'), join(rw, 'fixed')))).toBe('EROFS');
    expect(await outcome(tree.rename(join(rw, 'd', 'file'), join(ro, 'again', 'rw', 'file')))).toBe('EXDEV');
    const file = await tree.open(join(ro, 'again', 'rw', 'new'), O_WRONLY | O_CREAT, 0o640);
    await file.write(Buffer.from('x'), 0);
    await file.close();
    expect(fs.statSync(join(ro, 'again', 'rw', 'new')).mode & 0o777).toBe(0o640);
  });

  it('an absolute link leads into another root, through links above them too', async () => {
    const other = join(base, 'other');
    fs.mkdirSync(other);
    fs.writeFileSync(join(other, 'shared'), 'shared');
    fs.symlinkSync(other, join(base, 'alias'));
    fs.symlinkSync(join(base, 'alias', 'shared'), join(rw, 'to-other'));
    const tree = treeOf({ path: rw, mode: 'rw' }, { path: other, mode: 'ro' });
    expect(await read(tree, join(rw, 'to-other'))).toBe('shared');
    expect(await tree.realpath(join(rw, 'to-other'))).toBe(join(other, 'shared'));
    expect(await outcome(tree.open(join(rw, 'to-other'), O_WRONLY, 0))).toBe('EROFS');
    expect(await outcome(read(nested(), join(rw, 'to-other')))).toBe('ENOENT');
  });

  it('a root that somebody replaces by a link is none', async () => {
    const place = join(rw, 'place');
    const inner = join(place, 'inner');
    fs.mkdirSync(inner, { recursive: true });
    const tree = treeOf({ path: rw, mode: 'rw' }, { path: inner, mode: 'rw' });
    fs.rmSync(place, { recursive: true });
    await tree.symlink(outside, place);
    fs.mkdirSync(join(outside, 'inner'));
    fs.writeFileSync(join(outside, 'inner', 'secret'), SECRET);
    expect(await outcome(read(tree, join(inner, 'secret')))).toBe('ENOENT');
    fs.rmSync(join(outside, 'inner'), { recursive: true });
    fs.rmSync(place);
  });

  it('what was opened counts only as long as its root does', async () => {
    let roots = new Roots([{ path: rw, mode: 'rw' }], []);
    const tree = new ExportTree(() => roots);
    const file = await tree.open(join(rw, 'd', 'file'), O_RDWR | O_APPEND, 0);
    roots = new Roots([{ path: rw, mode: 'ro' }], []);
    expect(await outcome(file.write(Buffer.from('no'), null))).toBe('EROFS');
    expect(Buffer.from(await file.read(100, 0)).toString()).toBe('inside');
    roots = new Roots([], []);
    expect(await outcome(file.read(100, 0))).toBe('EACCES');
    await file.close();
  });
});

describe('what is no ordinary file', () => {
  const machine = (): ExportTree => treeOf({ path: '/', mode: 'rw' });

  it("the system's own links are names like others", async () => {
    const tree = treeOf({ path: '/proc', mode: 'rw' });
    const held = fs.openSync(join(outside, 'secret'), 'r');
    const secrets = [
      `/proc/self/fd/${held}`,
      `/proc/${process.pid}/fd/${held}`,
      `/proc/self/root${outside}/secret`,
    ];
    for (const path of secrets) expect(await outcome(read(tree, path))).toMatch(/^(ENOENT|EACCES)$/);
    expect(await outcome(tree.readdir('/proc/self/root'))).not.toContain('etc');
    expect(await outcome(tree.readdir('/proc/self/cwd/'))).toBe('ENOENT');
    expect(await outcome(tree.open(`/proc/${process.pid}/root/tmp/x`, O_WRONLY | O_CREAT, 0o600))).toBe(
      'ENOENT',
    );
    fs.closeSync(held);
  });

  it("a process's memory is no file, and the system's switches are not changed", async () => {
    const tree = machine();
    for (const name of ['mem', 'environ', 'maps', 'status'])
      expect(await outcome(tree.open(`/proc/self/${name}`, O_RDONLY, 0))).toBe('EACCES');
    expect(await outcome(tree.open('/proc/sys/kernel/hostname', O_WRONLY, 0))).toBe('EACCES');
    expect(await outcome(tree.setAttributes('/proc/self/mem', { size: 0 }, true))).toBe('EACCES');
    expect(await read(tree, '/proc/version')).toMatch(/^Linux/);
  });

  it('devices, pipes and sockets are seen, not opened', async () => {
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(rw, 'pipe')]);
    const tree = machine();
    for (const path of ['/dev/null', '/dev/zero', '/dev/tty', join(rw, 'pipe')])
      expect(await outcome(tree.open(path, O_RDONLY, 0)), path).toBe('EACCES');
    expect(Number((await tree.lstat('/dev/null')).mode) & 0o170000).toBe(0o020000);
  });
});

it('names that are no UTF-8 are kept', async () => {
  const tree = nested();
  const bytes = Buffer.from([0x66, 0xff, 0xc3, 0xa4, 0xed, 0xa0, 0x80, 0x80]);
  const name = nameOf(bytes);
  const file = await tree.open(`${rw}/d/${name}`, O_WRONLY | O_CREAT | O_EXCL, 0o600);
  await file.write(Buffer.from('odd'), 0);
  await file.close();
  const names = fs.readdirSync(join(rw, 'd'), { encoding: 'buffer' });
  expect(names.some((each) => each.equals(bytes))).toBe(true);
  expect((await tree.readdir(join(rw, 'd'))).map((entry) => entry.name)).toContain(name);
  await tree.rename(`${rw}/d/${name}`, `${rw}/d/${name}ä`);
  expect(await read(tree, `${rw}/d/${name}ä`)).toBe('odd');
  expect(await tree.realpath(`${rw}/d/../d/${name}ä`)).toBe(`${rw}/d/${name}ä`);
  await tree.unlink(`${rw}/d/${name}ä`);
});

it('no descriptor is left open', async () => {
  const tree = nested();
  const before = fs.readdirSync('/proc/self/fd').length;
  for (const path of [
    rw,
    `${rw}/d/file`,
    `${rw}/abs`,
    `${rw}/round1`,
    `${rw}/none/x`,
    `${hidden}/node-key`,
    `${rw}/d/file/x`,
    '/',
  ])
    for (const call of [
      tree.stat(path),
      tree.lstat(path),
      tree.readdir(path),
      tree.open(path, O_RDONLY, 0).then((file) => file.close()),
      tree.unlink(`${path}/no`),
      tree.rename(path, `${rw}/none/x`),
      tree.open(path, O_WRONLY | O_CREAT | O_EXCL, 0),
    ])
      await outcome(call);
  expect(fs.readdirSync('/proc/self/fd').length).toBe(before);
});
