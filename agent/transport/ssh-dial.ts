import { connect } from 'node:net';
import ssh2, { type ClientChannel } from 'ssh2';
import { OmosixError } from '../../protocol/errors.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { keyBlob, type NodeKey } from './keys.ts';
import { ConnectionRefused, type Link, type PeerAddress } from './link.ts';
import { ALGORITHMS, BULK_SUBSYSTEM, CONTROL_SUBSYSTEM, READY_TIMEOUT_MS, USER } from './ssh-settings.ts';

/** Connects to a peer that must hold `address.key`, and opens the two channels. */
export function dialSsh(own: NodeKey, address: PeerAddress): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    const client = new ssh2.Client();
    const timer = setTimeout(() => fail(new Error('no answer in time')), READY_TIMEOUT_MS);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      client.destroy();
      socket.destroy();
      const where = `${address.host}:${address.port}`;
      reject(
        (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
          ? new ConnectionRefused(`nobody listens on ${where}`)
          : new OmosixError('ELINK', `${where}: ${error.message}`),
      );
    };
    const open = (subsystem: string): Promise<ClientChannel> =>
      new Promise((opened, failed) => {
        client.subsys(subsystem, (error, channel) => (error ? failed(error) : opened(channel)));
      });
    socket.once('error', fail);
    client.on('error', fail);
    client.on('close', () => fail(new Error('closed during the handshake')));
    client.on('ready', () => {
      Promise.all([open(CONTROL_SUBSYSTEM), open(BULK_SUBSYSTEM)]).then(([control, bulk]) => {
        clearTimeout(timer);
        resolve({
          key: address.key,
          dialed: true,
          control: new FrameStream(control),
          bulk: new FrameStream(bulk),
          close: () => {
            client.destroy();
            socket.destroy();
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
      readyTimeout: READY_TIMEOUT_MS,
      hostVerifier: (key: Buffer) => key.equals(pinned),
    });
  });
}
