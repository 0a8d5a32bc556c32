/** Files of one node, from another: over real agents and ssh, and what becomes of them when the wire breaks or the node dies. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FileTree } from '../../agent/mfs/tree.ts';
import { answersIn } from '../../protocol/ahead.ts';
import { Bundle, TestCluster, until } from '../agent/fixtures/cluster.ts';
import { isTurn } from '../support/share.ts';

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = fs.constants;
const MiB = 1024 * 1024;

let bundle: Bundle;
let cluster: TestCluster;
let directory: string;
beforeAll(async () => {
  bundle = await Bundle.make();
  directory = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'omosix-files-')));
});
afterAll(() => {
  bundle.remove();
  fs.rmSync(directory, { recursive: true, force: true });
});
afterEach(() => cluster.stop());

async function code(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => value,
    (error: NodeJS.ErrnoException) => error.code,
  );
}

async function filesOf(node: number): Promise<FileTree> {
  return (await cluster.client(cluster.nodes[node - 1]!)).files();
}

async function contentAhead(tree: FileTree, path: string, name: string): Promise<string> {
  const bytes = await tree.answersAhead(path, [name], ['fs.readFile']);
  const place = answersIn(bytes, bytes.length, { entries: 1, calls: 1 })!.places[0];
  return place ? Buffer.from(bytes.subarray(...place)).toString() : '(to be asked for)';
}

const patterned = (bytes: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => i * 31 + (i >> 8)));

describe.skipIf(!isTurn(2, 0))('the files of another node', () => {
  it('are listed, read, written, renamed and removed as one’s own', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const tree = await filesOf(1);
    expect((await tree.readdir('/')).map(({ name }) => name)).toContain('mfs');
    await until(async () => (await tree.readdir('/mfs')).length === 2);
    expect((await tree.readdir('/mfs')).map(({ name }) => name)).toEqual(['1', '2']);
    for (const there of [`/mfs/2${directory}`, `/mfs/node2${directory}`, `/mfs/1${directory}`]) {
      const bytes = patterned(3 * MiB + 17);
      await tree.mkdir(`${there}/sub`, 0o750);
      const file = await tree.open(`${there}/sub/a`, O_RDWR | O_CREAT | O_EXCL, 0o604);
      await file.write(bytes, 0);
      await file.write(Buffer.from('end'), 5 * 2 ** 30);
      expect(Number((await file.stat()).size)).toBe(5 * 2 ** 30 + 3);
      expect(Buffer.from(await file.read(bytes.length, 0)).equals(bytes)).toBe(true);
      expect(Buffer.from(await file.read(100, 5 * 2 ** 30)).toString()).toBe('end');
      await file.setAttributes({ size: bytes.length, mode: 0o600, mtime: 1234.5 });
      await file.sync(false);
      await file.close();
      const stat = fs.statSync(join(directory, 'sub/a'));
      expect([stat.size, stat.mode & 0o777, stat.mtimeMs]).toEqual([bytes.length, 0o600, 1_234_500]);
      await tree.symlink('a', `${there}/sub/link`);
      expect(await tree.readlink(`${there}/sub/link`)).toBe('a');
      expect(await tree.realpath(`${there}/sub/link`)).toMatch(/^\/mfs\/\w+\/.*\/sub\/a$/);
      await tree.link(`${there}/sub/a`, `${there}/sub/b`);
      await tree.rename(`${there}/sub/b`, `${there}/sub/c`);
      expect((await tree.readdir(`${there}/sub`)).map(({ name }) => name).sort()).toEqual(['a', 'c', 'link']);
      await tree.access(`${there}/sub/a`, fs.constants.R_OK);
      expect(Number((await tree.statfs(there)).bsize)).toBeGreaterThan(0);
      for (const name of ['a', 'c', 'link']) await tree.unlink(`${there}/sub/${name}`);
      await tree.rmdir(`${there}/sub`);
    }
    expect(await code(tree.rename(`/mfs/1${directory}`, `/mfs/2${directory}2`))).toBe('EXDEV');
    expect(await code(tree.stat('/mfs/7/tmp'))).toBe('ENOENT');
    expect(await code(tree.mkdir('/mfs/7', 0o700))).toBe('EACCES');
    expect(await code(tree.stat(`/mfs/2/..${directory}`))).toBe('ENOENT');
    expect((await tree.readdir('/mfs/2/../../mfs/./1/..')).length).toBe(2);
    // Two nodes' devices are two.
    const [one, two] = [await tree.stat('/mfs/1/tmp'), await tree.stat('/mfs/2/tmp')];
    expect(one.ino).toBe(two.ino);
    expect(one.dev).not.toBe(two.dev);
  });

  it('come in whole where there are ten thousand, under any name', async () => {
    const many = join(directory, 'many');
    fs.mkdirSync(many);
    for (let i = 0; i < 10_000; i++) fs.writeFileSync(join(many, `file-${i}`), '');
    fs.writeFileSync(Buffer.from([...Buffer.from(`${many}/`), 0xff, 0xfe]), 'odd');
    cluster = await TestCluster.start(bundle, 2);
    const tree = await filesOf(1);
    const entries = await tree.readdir(`/mfs/2${many}`);
    expect(entries.length).toBe(10_001);
    const odd = entries.find(({ name }) => !name.startsWith('file-'))!;
    expect(Number(odd.stat.size)).toBe(3);
    const file = await tree.open(`/mfs/2${many}/${odd.name}`, O_RDONLY, 0);
    expect(Buffer.from(await file.read(10, 0)).toString()).toBe('odd');
    fs.rmSync(many, { recursive: true });
  });

  it('no more of them are open than there is room for', async () => {
    cluster = await TestCluster.start(bundle, 2);
    fs.writeFileSync(join(directory, 'one'), '');
    const tree = await filesOf(1);
    const opened = await Promise.allSettled(
      Array.from({ length: 1_100 }, () => tree.open(`/mfs/2${directory}/one`, O_RDONLY, 0)),
    );
    const failed = opened.filter((one) => one.status === 'rejected');
    expect(failed.length).toBe(76);
    expect(failed.every(({ reason }) => reason.code === 'EMFILE')).toBe(true);
    for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
    await (await tree.open(`/mfs/2${directory}/one`, O_RDONLY, 0)).close();
  });
});

describe.skipIf(!isTurn(2, 0))('what a node serves', () => {
  it('is said by its user, at once, also of what is open', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const tree = await filesOf(1);
    const two = await cluster.client(cluster.nodes[1]!);
    const [open, closed] = ['open', 'closed'].map((name) => join(directory, name));
    for (const one of [open!, closed!]) {
      fs.mkdirSync(one);
      fs.writeFileSync(join(one, 'file'), 'text');
    }
    const early = await tree.open(`/mfs/2${closed}/file`, O_RDWR, 0);
    expect(await two.exports(null, null)).toMatchObject({
      roots: [{ path: '/', mode: 'rw' }],
      isServed: true,
    });
    await two.exports(open!, 'ro');
    await two.exports('/', null);
    expect((await two.exports(null, null)).roots).toEqual([{ path: open, mode: 'ro' }]);
    expect(await code(early.read(10, 0))).toBe('EACCES');
    expect(await code(tree.stat(`/mfs/2${closed}/file`))).toBe('ENOENT');
    expect(Number((await tree.stat(`/mfs/2${open}/file`)).size)).toBe(4);
    expect(await code(tree.open(`/mfs/2${open}/file`, O_WRONLY, 0))).toBe('EROFS');
    const one = await cluster.client(cluster.nodes[0]!);
    await until(async () => {
      const seen = (await one.status()).find(({ info }) => info.id === 2);
      return seen?.info.exports?.[0]?.path === open;
    });
    await two.set({ nomfs: true });
    expect(await code(tree.stat(`/mfs/2${open}/file`))).toBe('ENOENT');
    await two.set({ nomfs: false });
    expect(Number((await tree.stat(`/mfs/2${open}/file`)).size)).toBe(4);
    await expect(two.exports(join(open!, 'file'), 'ro')).rejects.toThrow('is not a directory');
    await expect(two.exports('/no/such', 'ro')).rejects.toThrow('ENOENT');
    await expect(two.exports(closed!, null)).rejects.toThrow('is not exported');
  });
});

describe.skipIf(!isTurn(2, 0))('when something breaks', () => {
  async function twoOverAWire() {
    cluster = new TestCluster(bundle);
    await cluster.add(1);
    await cluster.add(2);
    return cluster.introduceOverWires();
  }

  it('a wire that breaks again and again: what may be repeated is, what may not says so', async () => {
    const wire = await twoOverAWire();
    try {
      const tree = await filesOf(1);
      const there = `/mfs/2${directory}`;
      const file = await tree.open(`${there}/broken`, O_RDWR | O_CREAT, 0o600);
      const bytes = patterned(256 * 1024);
      fs.writeFileSync(join(directory, 'small'), 'all of it');
      for (let round = 0; round < 24; round++) {
        const at = round * bytes.length;
        if (round % 3 === 0) setImmediate(() => wire.breakOnce());
        await file.write(bytes, at);
        if (round % 3 === 1) setImmediate(() => wire.breakOnce());
        expect(Buffer.from(await file.read(bytes.length, at)).equals(bytes)).toBe(true);
        expect((await tree.readdir(there)).length).toBeGreaterThan(0);
        if (round % 3 === 2) setImmediate(() => wire.breakOnce());
        expect(await contentAhead(tree, there, 'small')).toBe('all of it');
        expect((await tree.names(there)).find(({ name }) => name === 'small')?.type).toBe(1);
        expect(Buffer.from((await tree.readFile(`${there}/small`))!).toString()).toBe('all of it');
      }
      await file.close();
      // What is added at the end is there once, or it is said that nobody knows.
      const log = await tree.open(`${there}/log`, O_WRONLY | O_CREAT | O_APPEND, 0o600);
      let unsure = 0;
      let sure = 0;
      for (let line = 0; line < 300; line++) {
        if (line % 50 === 25) wire.breakOnce();
        const told = await code(log.write(Buffer.from(`${line}\n`), null));
        if (told === 'EIO') unsure++;
        else sure++;
      }
      const lines = fs.readFileSync(join(directory, 'log'), 'utf8').trimEnd().split('\n');
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.length).toBeGreaterThanOrEqual(sure);
      expect(lines.length).toBeLessThanOrEqual(sure + unsure);
    } finally {
      wire.close();
    }
  });

  it('another file under the same name is not taken for the one that was open', async () => {
    const wire = await twoOverAWire();
    try {
      const tree = await filesOf(1);
      fs.writeFileSync(join(directory, 'first'), 'first');
      const file = await tree.open(`/mfs/2${directory}/first`, O_RDWR, 0);
      fs.writeFileSync(join(directory, 'second'), 'second');
      fs.renameSync(join(directory, 'second'), join(directory, 'first'));
      expect(Buffer.from(await file.read(10, 0)).toString()).toBe('first');
      wire.breakOnce();
      await until(async () => (await code(file.read(10, 0))) === 'ESTALE');
      expect(await code(file.write(Buffer.from('x'), 0))).toBe('ESTALE');
      expect(fs.readFileSync(join(directory, 'first'), 'utf8')).toBe('second');
    } finally {
      wire.close();
    }
  });

  it('a node that dies: who waits is told, and nobody waits for it', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const tree = await filesOf(1);
    fs.writeFileSync(join(directory, 'big'), Buffer.alloc(8 * MiB));
    const file = await tree.open(`/mfs/2${directory}/big`, O_RDONLY, 0);
    const reads = Array.from({ length: 200 }, (_, i) => code(file.read(MiB, (i % 8) * MiB)));
    await reads[0];
    cluster.nodes[1]!.child.kill('SIGKILL');
    const outcomes = await Promise.all(reads);
    expect(outcomes.filter((one) => one === 'EHOSTUNREACH').length).toBeGreaterThan(0);
    expect(outcomes.every((one) => one === 'EHOSTUNREACH' || (one as Uint8Array).length === MiB)).toBe(true);
    await until(async () => (await code(tree.stat('/mfs/2/tmp'))) === 'EHOSTUNREACH');
    // This node's own files are not concerned.
    expect(Number((await tree.stat(`/mfs/1${directory}/big`)).size)).toBe(8 * MiB);
  });
});
