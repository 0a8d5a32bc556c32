/** Files of other nodes that a task whose deputy may be followed by another has open: what they are can be said, and what is added to them is counted. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { Ends } from '../../agent/deputy/mfs/ends.ts';
import { doneAgain, doneFirst } from '../../agent/deputy/mfs/in-doubt.ts';
import { Place } from '../../agent/deputy/mfs/place.ts';
import { probeOf } from '../../agent/deputy/mfs/probe.ts';
import { RemoteFile } from '../../agent/deputy/mfs/remote-file.ts';
import { TaskFiles } from '../../agent/deputy/mfs/task-files.ts';
import type { SyscallContext } from '../../agent/deputy/syscalls/context.ts';
import { ClusterTree } from '../../agent/mfs/cluster-tree.ts';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';
import { placeOf } from '../../agent/mfs/places.ts';
import { openedFile } from '../../protocol/in-doubt.ts';
import { syscallContext } from '../deputy/syscall-context.ts';

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = fs.constants;
const base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'omosix-counted-')));
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));
const path = join(base, 'file');
const named = `/mfs/2${path}`;

const tree = new ExportTree(() => new Roots([{ path: base, mode: 'rw' }], []));
const mfs = placeOf({ 2: () => ({ tree, shift: 2 ** 33 }) });
const fence = { id: '00000000-0000-4000-8000-000000000000', epoch: 1 };
function deputy(): SyscallContext & { ends: Ends } {
  const connect = async () => new ClusterTree(placeOf({ mfs: () => mfs }), 0);
  const files = new TaskFiles({ home: 1, fence, connect });
  return { ...syscallContext(), files, ends: files.ends! };
}

let context: ReturnType<typeof deputy>;
beforeEach(() => {
  fs.rmSync(path, { force: true });
  context = deputy();
});

const content = (): string => fs.readFileSync(path, 'utf8');
const bytes = (text: string): Buffer => Buffer.from(text);
const open = async (flags: number, { files, ends } = context): Promise<RemoteFile> =>
  RemoteFile.open(await files.spot(named), flags, 0o600, ends);
/** On another node, as it comes there. */
async function taken(file: RemoteFile, next: ReturnType<typeof deputy>): Promise<RemoteFile> {
  const described = openedFile.parse(JSON.parse(JSON.stringify(file.describe())));
  return RemoteFile.reopen(await next.files.spot(described.path), described, next.ends);
}

it('goes on where it was, with what was under way done again', async () => {
  const file = await open(O_RDWR | O_CREAT | O_TRUNC);
  await file.write(bytes('one two '), null);
  const before = taken(file, deputy());
  const under = file.write(bytes('three '), null);
  // While it is under way it counts as not begun.
  const during = file.describe();
  await under;
  const again = await before;
  await again.write(bytes('three '), null);
  await again.write(bytes('four'), null);
  expect([content(), during.position]).toEqual(['one two three four', 8]);
  expect(file.describe().position).toBe(14);
  expect(Buffer.from(await again.read(3, 4)).toString()).toBe('two');
  await Promise.all([file.close(), again.close()]);
});

it('is not opened where another file has its name, or none', async () => {
  fs.writeFileSync(path, 'first');
  const file = await open(O_RDWR);
  fs.writeFileSync(`${path}.new`, 'second');
  fs.renameSync(`${path}.new`, path);
  await expect(taken(file, deputy())).rejects.toMatchObject({ code: 'ESTALE' });
  fs.rmSync(path);
  await expect(taken(file, deputy())).rejects.toMatchObject({ code: 'ESTALE' });
  expect(fs.existsSync(path)).toBe(false);
  await file.close();
});

it('what is added is at the end, and where it was if that is done again', async () => {
  fs.writeFileSync(path, 'head ');
  const file = await open(O_WRONLY | O_CREAT | O_APPEND);
  await file.write(bytes('one '), null);
  // Wherever it is meant to be, as the kernel has it.
  await file.write(bytes('two '), 0);
  const [described, next] = [file.describe(), deputy()];
  await file.write(bytes('three '), null);
  const again = await RemoteFile.reopen(await next.files.spot(named), described, next.ends);
  await again.write(bytes('three '), null);
  await again.write(bytes('four'), null);
  expect(content()).toBe('head one two three four');
  await again.setAttributes({ size: 5 });
  await again.write(bytes('anew'), null);
  expect(content()).toBe('head anew');
  await Promise.all([file.close(), again.close()]);
});

it('reads begin at the start of a file that is added to, and go on behind what was', async () => {
  fs.writeFileSync(path, 'head ');
  const file = await open(O_RDWR | O_APPEND);
  expect(Buffer.from(await file.read(2, null)).toString()).toBe('he');
  await file.write(bytes('more'), null);
  expect((await file.read(10, null)).length).toBe(0);
  expect(file.describe()).toMatchObject({ position: 9, end: 9 });
  await file.close();
});

it('many may add to one file of a task at once, by descriptors and by name', async () => {
  const append = async (text: string): Promise<void> => {
    const args = [named, { flag: 'a', mode: 0o600, flush: false }];
    const probe = (await probeOf('fs.writeFile', args, bytes(text), context.files))!;
    const { error } = await doneFirst('fs.writeFile', args, bytes(text), context, probe);
    if (error) throw error;
  };
  const words = Array.from({ length: 20 }, (_, i) => `${'x'.repeat(i)}${i}\n`);
  // None of them has made it yet.
  await Promise.all(words.slice(0, 5).map(append));
  const [one, two] = [await open(O_WRONLY | O_APPEND), await open(O_WRONLY | O_APPEND)];
  await Promise.all(
    words
      .slice(5)
      .map((word, i) => (i % 3 === 0 ? append(word) : (i % 3 === 1 ? one : two).write(bytes(word), null))),
  );
  await Promise.all([one.close(), two.close()]);
  expect(content().split('\n').sort()).toEqual([...words.map((word) => word.trimEnd()), ''].sort());
  // Nobody adds to it any more: its size counts again.
  fs.writeFileSync(path, 'short ');
  await append('end');
  expect(content()).toBe('short end');
});

it('what was begun by name and is done again is not written over by descriptors', async () => {
  fs.writeFileSync(path, 'head ');
  const file = await open(O_WRONLY | O_APPEND);
  const args = [named, { flag: 'a', mode: 0o600, flush: false }];
  const probe = (await probeOf('fs.writeFile', args, bytes('named '), context.files))!;
  const next = deputy();
  const again = await taken(file, next);
  for (const _ of [1, 2]) await doneAgain('fs.writeFile', args, bytes('named '), next, probe);
  await again.write(bytes('described '), null);
  expect(content()).toBe('head named described ');
  await again.close();
  // Without them its size counts.
  await doneFirst(
    'fs.writeFile',
    args,
    bytes('end'),
    next,
    (await probeOf('fs.writeFile', args, bytes('end'), next.files))!,
  );
  expect(content()).toBe('head named described end');
  await file.close();
});

it('what is only read, or not of such a task, is as ever', async () => {
  fs.writeFileSync(path, 'head ');
  const reader = await open(O_RDONLY | O_APPEND);
  expect(reader.describe()).toMatchObject({ path: named, position: 0 });
  await expect(reader.write(bytes('x'), null)).rejects.toMatchObject({ code: 'EBADF' });
  const plain = await RemoteFile.open(await context.files.spot(named), O_WRONLY | O_APPEND, 0);
  fs.appendFileSync(path, 'others ');
  await plain.write(bytes('own'), null);
  expect([content(), plain.describe().end]).toEqual(['head others own', null]);
  await Promise.all([reader.close(), plain.close()]);
});

it('a place is before all that is under way, in whatever order that ends', () => {
  const place = new Place(10);
  const [one, two, three] = [place.take(5), place.take(5), place.take(5)];
  expect([one, two, three, place.settled]).toEqual([10, 15, 20, 10]);
  place.over(two, 5, 5);
  expect(place.settled).toBe(10);
  place.over(one, 5, 5);
  expect(place.settled).toBe(20);
  place.over(three, 5, 0);
  expect(place.settled).toBe(20);
});
