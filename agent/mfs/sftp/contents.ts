import { constants } from 'node:fs';
import { SFTP_READ_BYTES } from '../../../protocol/limits.ts';
import { data, done, handle, status } from './answers.ts';
import { masked, takeAttributes } from './attributes.ts';
import { absolute, areaOf } from './paths.ts';
import type { Handler } from './request.ts';
import { Status } from './status.ts';

/** SSH_FXF_… */
const READ = 1;
const WRITE = 2;
const APPEND = 4;
const CREAT = 8;
const TRUNC = 16;
const EXCL = 32;

const DEFAULT_MODE = 0o666;

function systemFlags(flags: number): number {
  const access = flags & WRITE ? (flags & READ ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
  return (
    access |
    (flags & APPEND ? constants.O_APPEND : 0) |
    (flags & CREAT ? constants.O_CREAT : 0) |
    (flags & TRUNC ? constants.O_TRUNC : 0) |
    (flags & EXCL ? constants.O_EXCL : 0)
  );
}

export const open: Handler = (fields, { tree, handles }) => {
  const path = absolute(fields.text());
  const flags = fields.u32();
  const mode = masked(takeAttributes(fields).mode ?? DEFAULT_MODE);
  return {
    touches: { areas: [areaOf(path)], how: 'change' },
    run: async () => {
      handles.assertRoom();
      const file = await tree.open(path, systemFlags(flags), mode);
      return handle(handles.add({ path, file, isAppending: (flags & APPEND) !== 0 }));
    },
  };
};

export const close: Handler = (fields, { handles }) => {
  const closed = handles.remove(fields.string());
  return {
    touches: { areas: [areaOf(closed.path)], how: 'change' },
    run: async () => {
      if ('file' in closed) await closed.file.close();
      return done;
    },
  };
};

export const read: Handler = (fields, { handles }) => {
  const { path, file } = handles.file(fields.string());
  const from = fields.u64();
  const length = Math.min(fields.u32(), SFTP_READ_BYTES);
  return {
    touches: { areas: [areaOf(path)], how: 'read', file: path, from, to: from + length },
    bytes: length,
    run: async () => {
      const bytes = await file.read(length, from);
      return bytes.length === 0 && length > 0 ? status(Status.EOF) : data(bytes);
    },
  };
};

export const write: Handler = (fields, { handles }) => {
  const { path, file, isAppending } = handles.file(fields.string());
  const at = fields.u64();
  const bytes = fields.string();
  const [from, to] = isAppending ? [0, Number.POSITIVE_INFINITY] : [at, at + bytes.length];
  return {
    touches: { areas: [areaOf(path)], how: 'write', file: path, from, to },
    run: async () => {
      await file.write(bytes, isAppending ? null : at);
      return done;
    },
  };
};

/** fsync@openssh.com */
export const sync: Handler = (fields, { handles }) => {
  const { path, file } = handles.file(fields.string());
  return {
    touches: { areas: [areaOf(path)], how: 'change' },
    run: async () => {
      await file.sync(false);
      return done;
    },
  };
};
