/** URLs of blobs: `URL.createObjectURL` and what they mean. */
import { randomUUID } from 'node:crypto';
import home from '../home.cjs';
import { isBlob } from './blob.mjs';

const blobs = new Map();
const PREFIX = 'blob:nodedata:';

export function createObjectURL(blob) {
  if (!isBlob(blob)) throw home.nodeError('ERR_INVALID_ARG_TYPE', 'obj', 'Blob', blob);
  const id = randomUUID();
  blobs.set(id, blob);
  return PREFIX + id;
}
export function revokeObjectURL(url) {
  const text = `${url}`;
  if (text.startsWith(PREFIX)) blobs.delete(text.slice(PREFIX.length));
}
export function resolveObjectURL(url) {
  const text = `${url}`;
  const blob = text.startsWith(PREFIX) ? blobs.get(text.slice(PREFIX.length)) : undefined;
  return blob?.slice(0, blob.size, blob.type);
}
