import type { Server } from 'node:net';
import type { Address } from '../../protocol/members.ts';
import type { NodeKey } from './keys.ts';
import type { Admits, Link, PeerAddress, Transport } from './link.ts';
import type { JoinDesk } from './ssh-join-serve.ts';

/** The real transport: ssh with ed25519 keys pinned on both sides (decision 4). ssh2 is loaded with its first use. */
export class SshTransport implements Transport {
  private readonly servers: Server[] = [];

  /** `desk`: lets nodes in that come with a token; null where nobody is invited. */
  constructor(
    private readonly key: () => Promise<NodeKey>,
    private readonly desk: JoinDesk | null = null,
  ) {}

  async listen(host: string, port: number, admits: Admits, accept: (link: Link) => void): Promise<Address> {
    const { listenSsh } = await import('./ssh-listen.ts');
    const listening = await listenSsh(await this.key(), host, port, admits, accept, this.desk);
    this.servers.push(listening.server);
    return listening;
  }

  async dial(address: PeerAddress, abort?: AbortSignal): Promise<Link> {
    const { dialSsh } = await import('./ssh-dial.ts');
    return dialSsh(await this.key(), address, abort);
  }

  close(): void {
    for (const server of this.servers) server.close();
  }
}
