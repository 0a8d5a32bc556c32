import type {
  Etcd3,
  IDuplexStream,
  IEvent,
  IKeyValue,
  IOptions,
  IRequestOp,
  IWatchRequest,
  IWatchResponse,
} from 'etcd3';
import { MAX_ETCD_ANSWER_BYTES } from '../../../protocol/limits.ts';
import type { Clock } from '../../../protocol/ports.ts';
import type { Credentials } from './credentials.ts';
import type { Change, Condition, Heard, Stored, Transacted, Transaction } from './stored.ts';

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

  constructor(
    library: Library,
    readonly url: string,
    { tls, auth }: Credentials,
    private readonly clock: Clock,
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
  }

  async transact({ when, make, read }: Transaction): Promise<Transacted> {
    const { succeeded, header, responses } = await this.client.kv.txn({
      compare: when.map(comparison),
      success: make.map(operation),
      failure: read.map((key) => ({ request_range: { key: Buffer.from(key) } })),
    });
    const revision = count(header.revision);
    if (succeeded) return { made: true, revision };
    return { made: false, revision, found: responses.flatMap((each) => each.response_range.kvs.map(stored)) };
  }

  /** Resolves if this member and most others are in touch. @returns the newest revision */
  async prove(prefix: string): Promise<number> {
    const range = { key: Buffer.from(prefix), range_end: endOf(prefix), count_only: true };
    return count((await this.client.kv.range(range)).header.revision);
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

/** Revisions count changes: no store comes to 2^53 of them. */
function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`etcd says '${text.slice(0, 40)}' where a number is due`);
  return value;
}

const stored = ({ key, value, lease, create_revision, mod_revision }: IKeyValue): Stored => ({
  key: key.toString(),
  value,
  lease,
  created: count(create_revision),
  modified: count(mod_revision),
});

const heard = ({ type, kv }: IEvent): Heard => {
  const revision = count(kv.mod_revision);
  return type === 'Delete' ? { revision, removed: kv.key.toString() } : { revision, put: stored(kv) };
};

const comparison = (condition: Condition) => ({
  key: Buffer.from(condition.key),
  result: 'Equal' as const,
  ...('created' in condition
    ? { target: 'Create' as const, create_revision: condition.created }
    : { target: 'Mod' as const, mod_revision: condition.modified }),
});

const operation = (change: Change): IRequestOp =>
  'put' in change
    ? {
        request_put: {
          key: Buffer.from(change.put),
          value: Buffer.from(change.value),
          ...(change.lease !== undefined && { lease: change.lease }),
        },
      }
    : { request_delete_range: { key: Buffer.from(change.remove) } };

/** The first key after all those that begin so. */
function endOf(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end.at(-1) as number) + 1;
  return end;
}
