import { connect } from 'node:net';
import ssh2, { type ClientChannel } from 'ssh2';
import { addressText } from '../../protocol/members.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { keyBlob } from './fingerprint.ts';
import { destroyWritten, joinWrites } from './joined-writes.ts';
import type { NodeKey } from './keys.ts';
import type { Link, PeerAddress } from './link.ts';
import {
  ALGORITHMS,
  BULK_SUBSYSTEM,
  CONNECT_TIMEOUT_MS,
  CONTROL_SUBSYSTEM,
  FILES_SUBSYSTEM,
  READY_TIMEOUT_MS,
  USER,
} from './ssh-settings.ts';
import { dialFailure, LinkFailure } from './trouble.ts';

/** Connects to a peer that must hold `address.key`, and opens the three channels. */
export function dialSsh(own: NodeKey, address: PeerAddress, abort?: AbortSignal): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = joinWrites(connect({ host: address.host, port: address.port, noDelay: true }));
    const client = new ssh2.Client();
    const where = addressText(address);
    const silent = (): void => fail(new LinkFailure('silent', `${where} does not answer`));
    let timer = setTimeout(silent, CONNECT_TIMEOUT_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      timer = setTimeout(silent, READY_TIMEOUT_MS);
    });
    const fail = (error: Error): void => {
      clearTimeout(timer);
      abort?.removeEventListener('abort', giveUp);
      client.destroy();
      socket.destroy();
      reject(error instanceof LinkFailure ? error : dialFailure(error, where));
    };
    const giveUp = (): void => fail(new Error('given up'));
    abort?.addEventListener('abort', giveUp);
    const open = (subsystem: string): Promise<ClientChannel> =>
      new Promise((opened, failed) => {
        client.subsys(subsystem, (error, channel) => (error ? failed(error) : opened(channel)));
      });
    socket.once('error', fail);
    client.on('error', fail);
    client.on('close', () => fail(new Error('closed during the handshake')));
    client.on('ready', () => {
      const channels = [CONTROL_SUBSYSTEM, BULK_SUBSYSTEM, FILES_SUBSYSTEM] as const;
      Promise.all(channels.map(open)).then(([control, bulk, files]) => {
        clearTimeout(timer);
        abort?.removeEventListener('abort', giveUp);
        resolve({
          key: address.key,
          dialed: true,
          from: null,
          control: new FrameStream(control!, 'carried'),
          bulk: new FrameStream(bulk!),
          files: new FrameStream(files!),
          close: () => {
            destroyWritten(socket);
            client.destroy();
          },
        });
      }, fail);
    });
    const pinned = keyBlob(address.key);
    client.connect({
      sock: socket,
      username: USER,
      privateKey: own.private,
      algorithms: ALGORITHMS as never,
      // Our own says in our words what is wrong.
      readyTimeout: 0,
      hostVerifier: (key: Buffer) => key.equals(pinned),
    });
  });
}
