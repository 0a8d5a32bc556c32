import fs from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { DirEntry } from '../../../protocol/syscalls.ts';
import { direntType } from '../../mfs/entry-type.ts';
import { bits, path, type Syscall, size, syscall } from './context.ts';
import { calledBack, native, plain } from './native.ts';

const retries = { maxRetries: z.optional(size), retryDelay: z.optional(size) };
const copying = z.object({
  dereference: z.boolean(),
  errorOnExist: z.boolean(),
  force: z.boolean(),
  mode: bits,
  preserveTimestamps: z.boolean(),
  recursive: z.boolean(),
  verbatimSymlinks: z.boolean(),
});
const listOptions = z.object({
  recursive: z.boolean(),
  withFileTypes: z.boolean(),
  raw: z.boolean(),
  isPromised: z.optional(z.boolean()),
});
const picked = z.array(z.string());

/** Calls on directories and names. They read or change no contents, but where they copy. */
export const nameCalls: Record<string, Syscall> = {
  'fs.readdir': syscall(
    z.tuple([path, listOptions]),
    async ([directory, { raw, isPromised, ...options }], { sync }) => {
      const how = { ...options, ...(raw && { encoding: 'latin1' }) };
      const listing = isPromised
        ? fs.promises.readdir(directory, how as object)
        : native('readdir', sync, directory, how);
      const entries = (await listing) as (string | DirentLike)[];
      return listed(entries.map((entry) => (typeof entry === 'string' ? entry : dirEntry(entry))));
    },
  ),
  'fs.opendir': syscall(
    z.tuple([path, z.object({ recursive: z.boolean(), raw: z.boolean() })]),
    async ([directory, { recursive, raw }], { sync }) => {
      const how = { recursive, ...(raw && { encoding: 'latin1' }) };
      const dir = (await native('opendir', sync, directory, how)) as fs.Dir;
      try {
        const entries: DirEntry[] = [];
        for (let entry = dir.readSync(); entry; entry = dir.readSync())
          entries.push(dirEntry(entry as unknown as DirentLike));
        return listed(entries);
      } finally {
        dir.closeSync();
      }
    },
  ),
  'fs.mkdir': plain('mkdir', z.tuple([path, z.object({ recursive: z.boolean(), mode: bits })])),
  'fs.mkdtemp': plain('mkdtemp', z.tuple([path])),
  'fs.rmdir': plain('rmdir', z.tuple([path], z.object({ recursive: z.boolean(), ...retries }))),
  'fs.rm': plain('rm', z.tuple([path, z.object({ recursive: z.boolean(), force: z.boolean(), ...retries })])),
  'fs.unlink': plain('unlink', z.tuple([path])),
  'fs.rename': plain('rename', z.tuple([path, path])),
  'fs.link': plain('link', z.tuple([path, path])),
  'fs.symlink': plain('symlink', z.tuple([path, path])),
  'fs.readlink': plain('readlink', z.tuple([path])),
  'fs.realpath': syscall(z.tuple([path], z.boolean()), async ([file, isNative], { sync }) => {
    if (isNative !== true) return { value: (await native('realpath', sync, file)) as string };
    const value = sync ? fs.realpathSync.native(file) : await calledBack(fs.realpath.native as never, [file]);
    return { value: value as string };
  }),
  'fs.cp': syscall(z.tuple([path, path, copying]), async ([from, to, options], { sync, tail }) => {
    const only = tail.length > 0 && new Set(picked.parse(JSON.parse(Buffer.from(tail).toString())));
    const how = { ...options, ...(only && { filter: (source: string) => only.has(source) }) };
    await native('cp', sync, from, to, how);
    return { value: null };
  }),
  'fs.cpList': syscall(
    z.tuple([path, path, z.object({ dereference: z.boolean() })]),
    ([from, to, { dereference }]) => {
      const found: [string, string][] = [];
      const visit = (source: string, dest: string): void => {
        found.push([source, dest]);
        const stat = (dereference ? fs.statSync : fs.lstatSync)(source, { throwIfNoEntry: false });
        if (!stat?.isDirectory()) return;
        for (const name of fs.readdirSync(source)) visit(join(source, name), join(dest, name));
      };
      visit(String(from), String(to));
      return listed(found);
    },
  ),
};

/** As the tail: the head of a message would be too small for large directories. */
const listed = (entries: unknown[]) => ({ value: null, bytes: Buffer.from(JSON.stringify(entries)) });

type DirentLike = { name: string; path: string; parentPath?: string } & Record<`is${string}`, () => boolean>;

function dirEntry(entry: DirentLike): DirEntry {
  return {
    name: entry.name,
    // Early releases of Node 20 know it by its old name only.
    parentPath: String(entry.parentPath ?? entry.path),
    type: direntType(entry as unknown as fs.Dirent),
  };
}
