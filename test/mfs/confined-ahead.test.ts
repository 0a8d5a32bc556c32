/** What is answered ahead is under the same rules as what is asked for: nobody is let out of what a node exports. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';
import { type AheadCall, answersIn } from '../../protocol/ahead.ts';
import type { ExportRoot } from '../../protocol/node.ts';
import { Exported, outcome } from './fixtures/exported.ts';

const exported = new Exported();
const { base, rw, outside, hidden } = exported;
afterAll(() => exported.remove());
const treeOf = (...roots: ExportRoot[]): ExportTree => exported.tree(...roots);
const nested = (): ExportTree => exported.nested();

describe('what is answered ahead', () => {
  const calls: AheadCall[] = ['fs.readFile', 'fs.stat', 'fs.lstat'];
  /** Of each name, what of its calls is answered: the content, or `+`. */
  async function answered(tree: ExportTree, path: string, names: string[]): Promise<string[][]> {
    const bytes = await tree.answersAhead(path, names, calls);
    const found = answersIn(bytes, bytes.length, { entries: names.length, calls: calls.length })!;
    return names.map((_, entry) =>
      calls.map((call, i) => {
        const place = found.places[entry * calls.length + i];
        if (!place) return '-';
        return call === 'fs.readFile' ? Buffer.from(bytes.subarray(...place)).toString() : '+';
      }),
    );
  }
  const none = ['-', '-', '-'];

  it('is what is in the directory, and no link, pipe, or name that leads elsewhere', async () => {
    const there = join(rw, 'ahead');
    fs.mkdirSync(join(there, 'sub'), { recursive: true });
    fs.writeFileSync(join(there, 'file'), 'inside');
    fs.writeFileSync(join(there, 'empty'), '');
    fs.symlinkSync(join(outside, 'secret'), join(there, 'out'));
    fs.symlinkSync('file', join(there, 'in'));
    execFileSync('mkfifo', [join(there, 'pipe')]);
    const names = ['file', 'out', 'in', 'pipe', 'sub', 'none', 'empty', '..', 'sub/../../d/file'];
    expect(await answered(treeOf({ path: rw, mode: 'ro' }), there, ['file'])).toEqual([['inside', '+', '+']]);
    // `sub` is looked at, not read; what is asked for in vain hides what follows it of the same entry.
    const only: AheadCall[] = ['fs.stat'];
    const tree = treeOf({ path: there, mode: 'ro' });
    expect((await answered(tree, there, names)).map(([content]) => content)).toEqual([
      'inside',
      ...Array(8).fill('-'),
    ]);
    const stats = await tree.answersAhead(there, names, only);
    const { places } = answersIn(stats, stats.length, { entries: names.length, calls: 1 })!;
    expect(places.map((place) => place !== null)).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('is nothing beside what is under other rules, hidden or above the roots, nor after a root is taken out', async () => {
    expect(await answered(nested(), rw, ['d'])).toEqual([none]);
    expect(await answered(nested(), join(rw, 'state'), ['agent'])).toEqual([none]);
    expect(await outcome(answered(nested(), hidden, ['node-key']))).toBe('EACCES');
    expect(await answered(nested(), join(base, 'way'), ['rw'])).toEqual([none]);
    expect(await outcome(answered(nested(), outside, ['secret']))).toBe('ENOENT');
    let roots = new Roots([{ path: rw, mode: 'rw' }], []);
    const tree = new ExportTree(() => roots);
    expect(await answered(tree, join(rw, 'd'), ['file'])).toEqual([['inside', '+', '+']]);
    roots = new Roots([], []);
    expect(await outcome(answered(tree, join(rw, 'd'), ['file']))).toBe('ENOENT');
  });
});
