/** `node:fs` for modules that read or write files by streams; the rest of its names are added where it is read. */
import fs from 'node:fs';
import { ReadStream, WriteStream } from './fs-streams.mjs';

export { ReadStream, WriteStream };
export function createReadStream(path, options) {
  return new ReadStream(path, options);
}
export function createWriteStream(path, options) {
  return new WriteStream(path, options);
}
Object.assign(fs, { createReadStream, createWriteStream, ReadStream, WriteStream });

export { fs as default, fs as 'module.exports' };
