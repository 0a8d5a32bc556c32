import { createServer, type Server as NetServer } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import type { Note } from '../audit/audit.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { destroyWritten, joinWrites } from './joined-writes.ts';
import type { NodeKey } from './keys.ts';
import type { Admits, Link } from './link.ts';
import { type JoinDesk, JoinServer } from './ssh-join-serve.ts';
import { offeredKey } from './ssh-publickey.ts';
import {
  ALGORITHMS,
  BULK_SUBSYSTEM,
  CONTROL_SUBSYSTEM,
  FILES_SUBSYSTEM,
  JOIN_USER,
  READY_TIMEOUT_MS,
  USER,
} from './ssh-settings.ts';
import { Unproven } from './unproven.ts';
import type { UserDoor } from './user-door.ts';

/** An ssh client shows one key after the other; sshd allows six tries. */
const MAX_AUTH_TRIES = 12;

/** Who else is heard, but for nodes that are known. */
export interface OtherDoors {
  /** Nodes that come with a token. */
  desk: JoinDesk | null;
  users: UserDoor | null;
  note: Note;
}

/** Listens for peers. A key that `admits` refuses gets nothing: no channel, no command, no reason. */
export async function listenSsh(
  own: NodeKey,
  host: string,
  port: number,
  admits: Admits,
  accept: (link: Link) => void,
  others: OtherDoors,
): Promise<{ server: NetServer; host: string; port: number }> {
  const unproven = new Unproven();
  const server = createServer({ noDelay: true }, (socket) => {
    const from = socket.remoteAddress ?? '';
    const gone = unproven.come(from);
    if (gone === null) {
      others.note({ event: 'limit-reached', what: 'connections without a proven key', address: from });
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
      const admitsFrom = (key: string): boolean => admits(key, from);
      const close = (): void => destroyWritten(socket);
      connection.on('error', close);
      connection.once('authentication', (context) => {
        const isUser = others.users !== null && context.username !== USER && context.username !== JOIN_USER;
        if (isUser) serveUser(connection, others, { from, first: context, settle, close });
        else serve(connection, admitsFrom, accepted, others.desk, { from, first: context, close });
      });
    });
    ssh.injectSocket(joinWrites(socket));
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
  desk: JoinDesk | null,
  { from, first, close }: { from: string; first: AuthContext; close: () => void },
): void {
  let key = '';
  let join: JoinServer | undefined;
  const authenticate = (context: AuthContext): void => {
    // Once a user name was given it stays: a secret that was shown counts for nothing else.
    if (desk && (join || (key === '' && context.username === JOIN_USER))) {
      join ??= new JoinServer(connection, desk, close, from);
      join.authenticate(context);
      return;
    }
    if (context.method !== 'publickey') {
      context.reject(['publickey']);
      return;
    }
    const offered = offeredKey(context);
    if (offered === null || !admits(offered)) {
      context.reject();
      return;
    }
    key = offered;
    context.accept();
  };
  connection.on('authentication', authenticate);
  authenticate(first);
  connection.on('ready', () => {
    if (join) {
      join.serve();
      return;
    }
    let control: ServerChannel | undefined;
    let bulk: ServerChannel | undefined;
    let files: ServerChannel | undefined;
    connection.on('session', (acceptSession) => {
      acceptSession().on('subsystem', (acceptSubsystem, rejectSubsystem, info) => {
        if (info.name === CONTROL_SUBSYSTEM && !control) control = acceptSubsystem();
        else if (info.name === BULK_SUBSYSTEM && !bulk) bulk = acceptSubsystem();
        else if (info.name === FILES_SUBSYSTEM && !files) files = acceptSubsystem();
        else {
          rejectSubsystem();
          return;
        }
        if (!control || !bulk || !files) return;
        accept({
          key,
          dialed: false,
          from,
          control: new FrameStream(control, 'carried'),
          bulk: new FrameStream(bulk),
          files: new FrameStream(files),
          close,
        });
      });
    });
  });
}

/** ssh2 itself ends a connection that changes its user name. */
function serveUser(
  connection: Connection,
  { users: door, note }: OtherDoors,
  {
    from: address,
    first,
    settle,
    close,
  }: { from: string; first: AuthContext; settle(): void; close(): void },
): void {
  const users = door as UserDoor;
  const { username } = first;
  let key = '';
  let refused = 0;
  /** It came with nothing, which is how a client asks what it may come with. */
  let hasTried = false;
  let isIn = false;
  const shown = new Set<string>();
  const authenticate = (context: AuthContext): void => {
    if (context.method === 'publickey') shown.add(context.key.data.toString('base64'));
    if (context.method === 'publickey' && users.admits(context)) {
      key = `${context.key.algo} ${context.key.data.toString('base64')}`;
      context.accept();
      return;
    }
    if (context.method !== 'none') hasTried = true;
    context.reject(['publickey']);
    if (++refused === MAX_AUTH_TRIES) close();
  };
  connection.on('authentication', authenticate);
  authenticate(first);
  connection.on('close', () => {
    if (!isIn && hasTried) note({ event: 'user-refused', username, address, keys: shown.size });
  });
  connection.on('ready', () => {
    settle();
    isIn = true;
    users.serve(connection, { username, key, address });
  });
}
