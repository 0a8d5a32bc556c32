import { createServer, type Server as NetServer } from 'node:net';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { FrameStream } from '../frames/frame-stream.ts';
import type { NodeKey } from './keys.ts';
import type { Admits, Link } from './link.ts';
import { ALGORITHMS, BULK_SUBSYSTEM, CONTROL_SUBSYSTEM, READY_TIMEOUT_MS } from './ssh-settings.ts';
import { Unproven } from './unproven.ts';

/** Listens for peers. A key that `admits` refuses gets nothing: no channel, no command, no reason. */
export async function listenSsh(
  own: NodeKey,
  host: string,
  port: number,
  admits: Admits,
  accept: (link: Link) => void,
): Promise<{ server: NetServer; host: string; port: number }> {
  const unproven = new Unproven();
  const server = createServer({ noDelay: true }, (socket) => {
    const gone = unproven.come(socket.remoteAddress ?? '');
    if (gone === null) {
      socket.destroy();
      return;
    }
    const settle = (): void => {
      gone();
      clearTimeout(timer);
    };
    const timer = setTimeout(() => socket.destroy(), READY_TIMEOUT_MS);
    socket.once('close', settle);
    socket.on('error', () => socket.destroy());
    // A server object a socket: ssh2 announces a connection only later, without saying on which socket it came.
    const ssh = new ssh2.Server({ hostKeys: [own.private], algorithms: ALGORITHMS as never });
    ssh.on('connection', (connection) => {
      const accepted = (link: Link): void => {
        settle();
        accept(link);
      };
      const admitsFrom = (key: string): boolean => admits(key, socket.remoteAddress ?? '');
      serve(connection, admitsFrom, accepted, () => socket.destroy());
    });
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening without an address');
  return { server, host: address.address, port: address.port };
}

function serve(
  connection: Connection,
  admits: (key: string) => boolean,
  accept: (link: Link) => void,
  close: () => void,
): void {
  let key = '';
  connection.on('error', close);
  connection.on('authentication', (context) => {
    if (context.method !== 'publickey') {
      context.reject(['publickey']);
      return;
    }
    const offered = `${context.key.algo} ${context.key.data.toString('base64')}`;
    const parsed =
      context.key.algo === 'ssh-ed25519' && admits(offered) ? ssh2.utils.parseKey(context.key.data) : null;
    if (parsed === null || parsed instanceof Error) {
      context.reject();
      return;
    }
    // The client first asks whether the key would do, then signs with it.
    if (
      context.signature &&
      context.blob &&
      parsed.verify(context.blob, context.signature, context.hashAlgo) !== true
    ) {
      context.reject();
      return;
    }
    key = offered;
    context.accept();
  });
  connection.on('ready', () => {
    let control: ServerChannel | undefined;
    let bulk: ServerChannel | undefined;
    connection.on('session', (acceptSession) => {
      acceptSession().on('subsystem', (acceptSubsystem, rejectSubsystem, info) => {
        if (info.name === CONTROL_SUBSYSTEM && !control) control = acceptSubsystem();
        else if (info.name === BULK_SUBSYSTEM && !bulk) bulk = acceptSubsystem();
        else {
          rejectSubsystem();
          return;
        }
        if (!control || !bulk) return;
        accept({ key, dialed: false, control: new FrameStream(control), bulk: new FrameStream(bulk), close });
      });
    });
  });
}
