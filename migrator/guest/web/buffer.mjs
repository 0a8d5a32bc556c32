/** `node:buffer` for modules that speak of blobs. */
import buffer from 'node:buffer';
import { Blob } from './blob.mjs';
import { File } from './file.mjs';
import { resolveObjectURL } from './object-urls.mjs';

export const {
  Buffer,
  constants,
  INSPECT_MAX_BYTES,
  kMaxLength,
  kStringMaxLength,
  SlowBuffer,
  atob,
  btoa,
  isAscii,
  isUtf8,
  transcode,
} = buffer;
const own = Object.defineProperties({}, Object.getOwnPropertyDescriptors(buffer));
for (const [name, value] of Object.entries({ Blob, File, resolveObjectURL }))
  Object.defineProperty(own, name, { value, writable: true, enumerable: true, configurable: true });

export { Blob, File, own as default, own as 'module.exports', resolveObjectURL };
