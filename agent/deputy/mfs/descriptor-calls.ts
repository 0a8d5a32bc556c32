import { MAX_READ_BYTES } from '../../../protocol/limits.ts';
import type { Outcome } from '../stream.ts';
import { as } from './errors.ts';
import type { RemoteFile } from './remote-file.ts';

type OnFile = (file: RemoteFile, args: readonly unknown[], tail: Uint8Array) => Promise<Outcome>;

const done = async (work: Promise<unknown>): Promise<Outcome> => {
  await work;
  return { value: null };
};

/** Calls on a descriptor that is a file of another node; `fs.close` is the descriptors' own. */
export const descriptorCalls: Record<string, OnFile> = {
  'fs.read': async (file, [, length, at]) => ({
    value: null,
    bytes: await file.read(Math.min(length as number, MAX_READ_BYTES), at as number | null),
  }),
  'fs.write': async (file, [, at], tail) => ({ value: await file.write(tail, at as number | null) }),
  'fs.writeFile': (file, [, options], tail) =>
    done(
      file.write(tail, null).then(() => ((options as { flush: boolean }).flush ? file.sync(false) : null)),
    ),
  'fs.fstat': async (file) => ({ value: await file.stat() }),
  'fs.fchmod': (file, [, mode]) => done(as('fchmod', [], file.setAttributes({ mode: mode as number }))),
  'fs.fchown': (file, [, uid, gid]) =>
    done(as('fchown', [], file.setAttributes({ uid: uid as number, gid: gid as number }))),
  'fs.futimes': (file, [, atime, mtime]) =>
    done(as('futime', [], file.setAttributes({ atime: Number(atime), mtime: Number(mtime) }))),
  'fs.ftruncate': (file, [, size]) => done(as('ftruncate', [], file.setAttributes({ size: size as number }))),
  'fs.fsync': (file) => done(file.sync(false)),
  'fs.fdatasync': (file) => done(file.sync(true)),
};
