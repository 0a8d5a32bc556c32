/** Somebody exchanges names all the time, a directory for a link to a secret, while the export is used: nothing of the secret is seen or changed. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC } = fs.constants;
const SECRET = 'this is not for you';
const RUN_MS = 1_500;

/** Exchanges a directory and a file with links to the secret, as fast as it can. */
const EXCHANGER = `
const fs = require('node:fs');
const [root, secret] = process.argv.slice(1);
process.chdir(root);
process.stdout.write('begun\\n');
for (;;) {
  fs.renameSync('cur', 'aside');
  fs.symlinkSync(secret, 'cur');
  fs.unlinkSync('cur');
  fs.renameSync('aside', 'cur');
  fs.renameSync('file', 'aside-file');
  fs.symlinkSync(secret + '/file', 'file');
  fs.unlinkSync('file');
  fs.renameSync('aside-file', 'file');
}`;

let base: string;
let root: string;
let secret: string;
let exchanger: ChildProcess;
beforeAll(async () => {
  base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'omosix-race-')));
  root = join(base, 'root');
  secret = join(base, 'secret');
  for (const directory of [join(root, 'cur'), secret]) {
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(join(directory, 'file'), directory === secret ? SECRET : 'inside');
  }
  fs.writeFileSync(join(root, 'file'), 'inside');
  for (const name of ['victim', 'renamed', 'written']) fs.writeFileSync(join(secret, name), SECRET);
  exchanger = spawn(process.execPath, ['-e', EXCHANGER, root, secret], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((begun) => exchanger.stdout!.once('data', begun));
});
afterAll(() => {
  exchanger.kill('SIGKILL');
  fs.rmSync(base, { recursive: true, force: true });
});

it('names that are exchanged under it lead nowhere else', async () => {
  const roots = new Roots([{ path: root, mode: 'rw' }], []);
  const tree = new ExportTree(() => roots);
  const seen = new Map<string, number>();
  const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      const value = await work();
      note(`${what}: ${typeof value === 'string' ? value : 'done'}`);
    } catch (error) {
      note(`${what}: ${(error as NodeJS.ErrnoException).code}`);
    }
  };
  const read = async (path: string): Promise<string> => {
    const file = await tree.open(path, O_RDONLY, 0);
    try {
      return Buffer.from(await file.read(100, 0)).toString();
    } finally {
      await file.close();
    }
  };
  const write = async (path: string, flags: number): Promise<void> => {
    const file = await tree.open(path, O_WRONLY | flags, 0o666);
    try {
      await file.write(Buffer.from('changed'), 0);
    } finally {
      await file.close();
    }
  };
  const cur = join(root, 'cur');
  const before = { dir: fs.readdirSync(secret), mode: fs.statSync(join(secret, 'file')).mode };
  let isSeenByOthers = false;
  const until = performance.now() + RUN_MS;
  for (let round = 0; performance.now() < until; round++) {
    await attempt('read in it', () => read(join(cur, 'file')));
    await attempt('read it', () => read(join(root, 'file')));
    await attempt('list', async () => {
      for (const { name } of await tree.readdir(cur)) if (name === 'victim') return SECRET;
    });
    await attempt('write', () => write(join(cur, 'written'), O_CREAT | O_TRUNC));
    await attempt('make', () => write(join(cur, `new-${round % 50}`), O_CREAT));
    await attempt('remove', () => tree.unlink(join(cur, 'victim')));
    await attempt('rename', () => tree.rename(join(cur, 'renamed'), join(root, 'got')));
    await attempt('link', () => tree.link(join(cur, 'victim'), join(root, 'got-link')));
    await attempt('make directory', () => tree.mkdir(join(cur, 'made'), 0o777));
    await attempt('remove directory', () => tree.rmdir(join(cur, 'made')));
    await attempt('set', () => tree.setAttributes(join(root, 'file'), { mode: 0o666 }, true));
    await attempt('cut', () => tree.setAttributes(join(cur, 'renamed'), { size: 0 }, true));
    await attempt('real', () => tree.realpath(join(root, 'file')));
    try {
      isSeenByOthers ||= fs.readFileSync(join(cur, 'file'), 'utf8') === SECRET;
    } catch {
      // It was not there just then.
    }
  }
  const outcomes = [...seen.keys()];
  expect(outcomes.filter((what) => what.includes(SECRET) || what.includes(secret))).toEqual([]);
  // The way of who does not take care leads there, and ours was used.
  expect(isSeenByOthers).toBe(true);
  expect(outcomes).toContain('read in it: inside');
  expect(outcomes).toContain('read in it: ENOENT');
  expect(outcomes).toContain('make: done');
  expect({ dir: fs.readdirSync(secret), mode: fs.statSync(join(secret, 'file')).mode }).toEqual(before);
  for (const name of before.dir) expect(fs.readFileSync(join(secret, name), 'utf8')).toBe(SECRET);
});
