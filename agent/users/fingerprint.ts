import { createHash } from 'node:crypto';

/** Of a key on the wire, as `ssh-keygen -l` shows it. */
export const shownFingerprint = (base64: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64').replace(/=+$/, '')}`;
