import type { Etcd3, IDuplexStream, IOptions, IWatchRequest, IWatchResponse } from 'etcd3';
import { MAX_ETCD_ANSWER_BYTES } from '../../../protocol/limits.ts';
import type { Clock } from '../../../protocol/ports.ts';
import type { Credentials } from './credentials.ts';
import { type Identity, saidIn } from './identity.ts';
import { comparison, count, endOf, heard, operation, stored } from './on-the-wire.ts';
import { Store } from './store.ts';
import type { Heard, Transacted, Transaction } from './stored.ts';

type Library = typeof import('etcd3');

/** One call of one member: a transaction takes milliseconds, and as long as an election where there is one. */
const CALL_MS = 1_500;

const CHANNEL = {
  // Where a member has gone, it is tried again soon: gRPC's own patience grows to two minutes.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  // After a call without an answer the next one has a connection of its own, not the one that may be dead.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.max_receive_message_length': MAX_ETCD_ANSWER_BYTES,
  // Members stand in the same network.
  'grpc.enable_http_proxy': 0,
};

/** Who is tried, how often, and when, is decided in one place: endpoints.ts. */
const ONCE = { execute: async (run: (context: object) => unknown) => run({}) };

/** What is needed of etcd, asked of one member. A call is one attempt; its errors are the library's (trouble.ts). */
export class Member {
  private readonly client: Etcd3;
  private readonly store: Store;

  constructor(
    library: Library,
    readonly url: string,
    { tls, auth }: Credentials,
    private readonly clock: Clock,
    prefix: string,
    identity: Identity,
  ) {
    const policy = ONCE as unknown as NonNullable<NonNullable<IOptions['faultHandling']>['global']>;
    this.client = new library.Etcd3({
      hosts: url,
      grpcOptions: CHANNEL,
      faultHandling: { global: policy, host: () => policy },
      defaultCallOptions: ({ isStream }) => (isStream ? {} : this.soon()),
      // Without an authority of its own, those that Node.js trusts: the library's types do not know of that.
      ...(tls && { credentials: tls as NonNullable<IOptions['credentials']> }),
      ...(auth && { auth }),
    });
    this.store = new Store(this.client, prefix, identity);
  }

  /** Nothing is changed where this is not the etcd that is known. @throws OtherStore */
  async transact({ when, make, read }: Transaction): Promise<Transacted> {
    const known = await this.store.known();
    const { succeeded, header, responses } = await this.client.kv.txn({
      compare: [this.store.isStill(known.name), ...when.map(comparison)],
      success: make.map(operation),
      failure: [this.store.key, ...read].map((key) => ({ request_range: { key: Buffer.from(key) } })),
    });
    const revision = count(header.revision);
    if (succeeded) {
      await this.store.checked({ name: known.name }, revision, known);
      return { made: true, revision };
    }
    const [store, ...found] = responses.map((each) => each.response_range.kvs.map(stored));
    await this.store.checked(saidIn(store?.[0]?.value), revision, known);
    return { made: false, revision, found: found.flat() };
  }

  /** Resolves if this member and most others are in touch. @returns the newest revision @throws OtherStore */
  async prove(): Promise<number> {
    const asked = await this.store.known();
    const { said, revision } = await this.store.says();
    await this.store.checked(said, revision, asked);
    return revision;
  }

  /** @see Store */
  beginAnew(): Promise<void> {
    return this.store.beginAnew();
  }

  async grant(ttlMs: number): Promise<string> {
    return (await this.client.leaseClient.leaseGrant({ TTL: Math.ceil(ttlMs / 1000) })).ID;
  }

  async revoke(lease: string): Promise<void> {
    await this.client.leaseClient.leaseRevoke({ ID: lease });
  }

  /** @returns whether the lease still was */
  async keepAlive(lease: string): Promise<boolean> {
    const stream = await this.client.leaseClient.leaseKeepAlive(this.soon());
    return new Promise<boolean>((resolve, reject) => {
      stream.on('data', ({ TTL }) => {
        resolve(count(TTL) > 0);
        stream.end();
      });
      stream.on('error', reject);
      stream.on('end', () => reject(new Error('etcd has ended the call')));
      stream.write({ ID: lease });
    });
  }

  /** Everything that happens to keys that begin so, from that revision on. @returns how to end it */
  async watch(
    prefix: string,
    from: number,
    on: { heard(all: Heard[]): void; over(reason: Error): void },
  ): Promise<() => void> {
    const stream: IDuplexStream<IWatchRequest, IWatchResponse> = await this.client.watchClient.watch();
    let isOver = false;
    const end = (reason: Error | null): void => {
      if (isOver) return;
      isOver = true;
      stream.cancel();
      if (reason) on.over(reason);
    };
    stream.on('error', end);
    stream.on('end', () => end(new Error('etcd has ended the watch')));
    stream.on('data', ({ canceled, cancel_reason, compact_revision, events }) => {
      if (isOver) return;
      if (canceled) end(new Error(cancel_reason || `compacted at ${compact_revision}`));
      else if (events.length > 0) {
        try {
          on.heard(events.map(heard));
        } catch (error) {
          end(error as Error);
        }
      }
    });
    stream.write({
      create_request: { key: Buffer.from(prefix), range_end: endOf(prefix), start_revision: from },
    });
    return () => end(null);
  }

  close(): void {
    this.client.close();
  }

  private soon(): { deadline: number } {
    return { deadline: this.clock.nowMs() + CALL_MS };
  }
}
