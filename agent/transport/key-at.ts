import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import ssh2 from 'ssh2';
import type { Address } from '../../protocol/members.ts';
import { ALGORITHMS, USER } from './ssh-settings.ts';

/** A door that is slow to open is asked again later. */
const TIMEOUT_MS = 3000;

/** The key that is shown at an address, as hex SHA-256; null where there is none of ours. Nothing of us is shown. */
export function keyAt({ host, port }: Address): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const client = new ssh2.Client();
    const end = (fingerprint: string | null): void => {
      clearTimeout(timer);
      client.destroy();
      socket.destroy();
      resolve(fingerprint);
    };
    const timer = setTimeout(() => end(null), TIMEOUT_MS);
    socket.once('error', () => end(null));
    client.on('error', () => end(null));
    client.on('close', () => end(null));
    client.connect({
      sock: socket,
      username: USER,
      algorithms: ALGORITHMS as never,
      readyTimeout: TIMEOUT_MS,
      hostVerifier: (key: Buffer) => {
        end(createHash('sha256').update(key).digest('hex'));
        return false;
      },
    });
  });
}
