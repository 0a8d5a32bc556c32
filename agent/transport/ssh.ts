import type { Server } from 'node:net';
import type { Address } from '../../protocol/members.ts';
import { type Note, unheard } from '../audit/audit.ts';
import type { NodeKey } from './keys.ts';
import type { Admits, Link, PeerAddress, Transport } from './link.ts';
import type { JoinDesk } from './ssh-join-serve.ts';
import type { UserDoor } from './user-door.ts';

/** The real transport: ssh with ed25519 keys pinned on both sides (decision 4). ssh2 is loaded with its first use. */
export class SshTransport implements Transport {
  private readonly servers: Server[] = [];

  private users: UserDoor | null = null;

  /** `desk`: lets nodes in that come with a token; null where nobody is invited. `openDoor`: the same for ssh clients of the user. */
  constructor(
    private readonly key: () => Promise<NodeKey>,
    private readonly desk: JoinDesk | null = null,
    private readonly openDoor: (() => Promise<UserDoor>) | null = null,
    private readonly note: Note = unheard,
  ) {}

  async listen(host: string, port: number, admits: Admits, accept: (link: Link) => void): Promise<Address> {
    const { listenSsh } = await import('./ssh-listen.ts');
    this.users ??= (await this.openDoor?.()) ?? null;
    const others = { desk: this.desk, users: this.users, note: this.note };
    const listening = await listenSsh(await this.key(), host, port, admits, accept, others);
    this.servers.push(listening.server);
    return listening;
  }

  async dial(address: PeerAddress, abort?: AbortSignal): Promise<Link> {
    const { dialSsh } = await import('./ssh-dial.ts');
    return dialSsh(await this.key(), address, abort);
  }

  close(): void {
    for (const server of this.servers) server.close();
    this.users?.close();
  }
}
