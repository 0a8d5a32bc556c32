import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import type { TreeFile } from '../../agent/mfs/tree.ts';
import type { StatResult } from '../../protocol/syscalls.ts';
import { Kind, kindOf, nameOfPlace, type Place, sizeOf, statIfThere } from './place.ts';
import type { Progress } from './progress.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_TRUNC } = fs.constants;
/** Read while as much is being written. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** What is all zeros in a piece of this size is a hole in the copy. */
const HOLE_BYTES = 64 * 1024;
const ZEROS = Buffer.alloc(HOLE_BYTES);

/** What has been begun and not been ended, so that an interrupt leaves nothing. */
const unfinished = new Set<Place>();
export async function removeUnfinished(): Promise<void> {
  await Promise.allSettled([...unfinished].map(({ tree, path }) => tree.unlink(path)));
}

/**
 * One ordinary file. It is written beside the place where it is to be and takes it when it is whole, so that nobody ever sees
 * a part of it under that name; what is no ordinary file (a device, a value below /proc) is written to instead.
 */
export async function copyFile(
  from: Place,
  stat: StatResult,
  to: Place,
  keep: boolean,
  progress: Progress,
): Promise<void> {
  const source = await from.tree.open(from.path, O_RDONLY, 0);
  try {
    const there = await statIfThere(to);
    if (there && kindOf(there) !== Kind.FILE) {
      const target = await to.tree.open(to.path, O_WRONLY, 0);
      try {
        await pour(source, target, from, null, progress);
      } finally {
        await target.close();
      }
      return;
    }
    // Through a link the file itself is replaced, not the link.
    const path = there ? await to.tree.realpath(to.path) : to.path;
    const beside = { ...to, path: besideOf(path) };
    const mode = keep ? 0o600 : Number((there ?? stat).mode) & 0o777 & ~(there ? 0 : process.umask());
    const target = await to.tree.open(beside.path, O_WRONLY | O_CREAT | O_EXCL | O_TRUNC, mode);
    unfinished.add(beside);
    try {
      try {
        await pour(source, target, from, sizeOf(stat), progress);
        if (keep) await attributes(target, stat);
        else await target.setAttributes({ mode });
      } finally {
        await target.close();
      }
      await to.tree.rename(beside.path, path);
    } catch (error) {
      await to.tree.unlink(beside.path).catch(() => {});
      throw error;
    } finally {
      unfinished.delete(beside);
    }
  } finally {
    await source.close();
  }
}

function besideOf(path: string): string {
  const directory = dirname(path);
  const name = `.${nameOfPlace({ path } as Place).slice(0, 100)}.${randomBytes(6).toString('hex')}.omfs`;
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** Owner where that may be, mode after it, times last. */
async function attributes(target: TreeFile, { mode, uid, gid, atimeNs, mtimeNs }: StatResult): Promise<void> {
  await target.setAttributes({ uid: Number(uid), gid: Number(gid) }).catch(() => {});
  await target.setAttributes({ mode: Number(mode) & 0o7777 });
  await target.setAttributes({ atime: Number(atimeNs) / 1e9, mtime: Number(mtimeNs) / 1e9 });
}

/** `size` null: one after the other, without holes, up to where it ends. */
async function pour(
  source: TreeFile,
  target: TreeFile,
  from: Place,
  size: number | null,
  progress: Progress,
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  let at = 0;
  let hasHole = false;
  for (;;) {
    const [piece] = await Promise.all([source.read(PIECE_BYTES, at), writing]);
    if (piece.length === 0) break;
    const start = at;
    writing = (async () => {
      if (size !== null) hasHole = await putWithHoles(target, piece, start);
      else await target.write(piece, start);
    })();
    // Whoever waits for it is the next round; until then its failure is nobody's.
    writing.catch(() => {});
    at += piece.length;
    progress.add(piece.length, from.shown, size);
  }
  await writing;
  if (hasHole) await target.setAttributes({ size: at });
}

/** @returns whether the last of it is a hole */
async function putWithHoles(target: TreeFile, piece: Uint8Array, start: number): Promise<boolean> {
  const isHole = (from: number): boolean => {
    const part = piece.subarray(from, from + HOLE_BYTES);
    return ZEROS.compare(part, 0, part.length, 0, part.length) === 0;
  };
  let isLastHole = false;
  for (let from = 0; from < piece.length; ) {
    isLastHole = isHole(from);
    let end = from + HOLE_BYTES;
    while (end < piece.length && isHole(end) === isLastHole) end += HOLE_BYTES;
    if (!isLastHole) await target.write(piece.subarray(from, Math.min(end, piece.length)), start + from);
    from = end;
  }
  return isLastHole;
}
