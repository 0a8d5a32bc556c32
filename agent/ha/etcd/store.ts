import { randomUUID } from 'node:crypto';
import type { Etcd3, IRequestOp } from 'etcd3';
import type { EtcdKnown } from '../../../protocol/ha.ts';
import { type Identity, namedValue, OtherStore, OUTDATED_VALUE, type Said, saidIn } from './identity.ts';
import { comparison, count, endOf, operation, stored } from './on-the-wire.ts';

/** The data of one member, by the name that they were given: whether they are those that are known. */
export class Store {
  /** It has the name. */
  readonly key: string;

  constructor(
    private readonly client: Etcd3,
    private readonly prefix: string,
    private readonly identity: Identity,
  ) {
    this.key = `${prefix}/store`;
  }

  /** What is known; what this member says, where nothing is. @throws OtherStore */
  async known(): Promise<EtcdKnown> {
    return this.identity.known ?? (await this.meet());
  }

  /**
   * This etcd counts from now on, whatever it was. What stands there of tasks goes, where that is older than what has been.
   * @throws OtherStore where others have begun anew at the same moment
   */
  async beginAnew(): Promise<void> {
    const { said, revision, modified } = await this.says();
    if (said?.name && !this.identity.isOutdated(said, revision))
      return this.identity.adopt(said.name, revision);
    const all = ['tasks/', 'alive/', 'next/'].map((kind) => `${this.prefix}/${kind}`);
    const removed = all.map((key) => ({
      request_delete_range: { key: Buffer.from(key), range_end: endOf(key) },
    }));
    await this.name(modified, removed);
  }

  /** The first of us to come names the store. */
  private async meet(): Promise<EtcdKnown> {
    const { said, revision, modified } = await this.says();
    if (said === null) return this.name(modified, []);
    if (said.name === null) this.identity.refuse(said);
    else this.identity.adopt(said.name, revision);
    return this.identity.known as EtcdKnown;
  }

  private async name(modified: number, besides: IRequestOp[]): Promise<EtcdKnown> {
    const name = randomUUID();
    const { succeeded, header } = await this.client.kv.txn({
      compare: [comparison({ key: this.key, modified })],
      success: [...besides, operation({ put: this.key, value: namedValue(name) })],
    });
    if (!succeeded) throw new OtherStore('another node has named it just now');
    this.identity.adopt(name, count(header.revision));
    return this.identity.known as EtcdKnown;
  }

  /** `modified`: the revision that has made the name; 0 where there is none. */
  async says(): Promise<{ said: Said; revision: number; modified: number }> {
    const { header, kvs } = await this.client.kv.range({ key: Buffer.from(this.key) });
    const [one] = kvs.map(stored);
    return { said: saidIn(one?.value), revision: count(header.revision), modified: one?.modified ?? 0 };
  }

  /** `asked`: what was known when this was asked for. @throws OtherStore */
  async checked(said: Said, revision: number, asked: EtcdKnown): Promise<void> {
    if (!this.identity.check(said, revision, asked)) return;
    // Others may not have seen what this store has forgotten: they are to use it no more than we do.
    await this.client.kv
      .txn({
        compare: [this.isStill(asked.name)],
        success: [operation({ put: this.key, value: OUTDATED_VALUE })],
      })
      .catch(() => {});
    this.identity.refuseForgetful(revision, asked);
  }

  /** What must hold of it before anything is changed. */
  isStill(name: string) {
    const value = Buffer.from(namedValue(name));
    return { key: Buffer.from(this.key), result: 'Equal' as const, target: 'Value' as const, value };
  }
}
