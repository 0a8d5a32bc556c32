import { createHash } from 'node:crypto';

/** The key blob that the wire shows, from `ssh-ed25519 AAAA…`. */
export const keyBlob = (publicKey: string): Buffer => Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');

/** How people, mDNS and tokens name a key: SHA-256 of its blob, hex. */
export const fingerprintOf = (publicKey: string): string =>
  createHash('sha256').update(keyBlob(publicKey)).digest('hex');
