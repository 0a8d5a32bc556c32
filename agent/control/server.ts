import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { assertPrivate, privateDirectory } from '../places.ts';
import { withLock } from './lock.ts';

/** Of a path to a unix socket: the size of sun_path less its end, on Linux. */
const MAX_PATH_BYTES = 107;

/**
 * Listens on the control socket. The directory is its owner's alone: who can reach the socket may command the agent
 * (decision 2). What a dead agent left is removed; a living one is not replaced.
 * @throws OmosixError EREFUSED where an agent answers there already
 */
export async function listenControl(path: string, accept: (socket: Socket) => void): Promise<Server> {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new OmosixError(
      'EREFUSED',
      `the path of the control socket is longer than ${MAX_PATH_BYTES} bytes: ${path}`,
    );
  }
  assertPrivate(privateDirectory(dirname(path)));
  return withLock(`${path}.lock`, async () => {
    if (await answers(path)) throw new OmosixError('EREFUSED', `an agent listens on ${path} already`);
    rmSync(path, { force: true });
    const server = createServer(accept);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return server;
  });
}

/** Whether a process listens there; a socket file alone says nothing. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
