import { createRequire } from 'node:module';

/** What both ends of an ssh connection between agents agree on. */
export const ALGORITHMS = {
  kex: ['curve25519-sha256', 'curve25519-sha256@libssh.org'],
  serverHostKey: ['ssh-ed25519'],
  // Measured with ssh2: AES-GCM with 128 bit is the fastest of those with and without the native binding.
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'chacha20-poly1305@openssh.com'],
  compress: ['none'],
} as const;

export const USER = 'omosix';
export const CONTROL_SUBSYSTEM = 'omosix-control';
export const BULK_SUBSYSTEM = 'omosix-bulk';
export const FILES_SUBSYSTEM = 'omosix-files';

/** Whoever comes with a token. */
export const JOIN_USER = 'omosix-join';
export const JOIN_SUBSYSTEM = 'omosix-join';

const SECRET_BYTES = 16;

/** The secret of an invitation as an ssh password. */
export const passwordOf = ({ number, secret }: { number: number; secret: Uint8Array }): string =>
  `${number}.${Buffer.from(secret).toString('base64url')}`;

export function secretIn(password: string): { number: number; secret: Uint8Array } | null {
  const match = /^(\d{1,10})\.([\w-]{22})$/.exec(password);
  if (!match) return null;
  const secret = Buffer.from(match[2] as string, 'base64url');
  return secret.length === SECRET_BYTES ? { number: Number(match[1]), secret } : null;
}

/** For the machine to answer at all: one that is cut off is tried again soon, since it may be back. */
export const CONNECT_TIMEOUT_MS = 3_000;

/** For the handshake, and for the channels to be open. */
export const READY_TIMEOUT_MS = 10_000;

/** True where ssh2's native binding is in use; without it everything works, more slowly. */
export function sshNative(): boolean {
  const load = createRequire(import.meta.url);
  const { bindingAvailable } = load('ssh2/lib/protocol/crypto.js') as { bindingAvailable: boolean };
  return bindingAvailable;
}
