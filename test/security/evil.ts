/** A member of the cluster that says whatever it likes: real ssh, a key that the others know, and no agent behind it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeKey } from '../../agent/transport/keys.ts';
import type { Link } from '../../agent/transport/link.ts';
import { SshTransport } from '../../agent/transport/ssh.ts';
import { EMPTY, encodeFrame, type FrameType, FrameType as Type } from '../../protocol/frame.ts';
import type { NodeInfo } from '../../protocol/node.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { TestCluster, TestNode } from '../agent/fixtures/cluster.ts';
import { until } from '../support/until.ts';

export const EVIL = 66;

/** The nodes of the cluster learn of each other, and of a node whose key is ours. */
export class Evil {
  private readonly key = makeKey();
  private readonly transport = new SshTransport(async () => this.key);

  constructor(private readonly cluster: TestCluster) {
    // Nobody listens there: it dials, they do not.
    const evil = { id: EVIL, host: '127.0.0.1', port: 1, key: this.key.public };
    const map = [...cluster.nodes.map(({ id, host, port, key }) => ({ id, host, port, key })), evil];
    for (const node of cluster.nodes) node.child.stdin!.write(`${JSON.stringify(map)}\n`);
  }

  get privateKey(): string {
    return this.key.private;
  }

  /** A connection on which nothing is said yet. */
  async dial({ host, port, key }: TestNode): Promise<EvilLink> {
    // The node may not have read its map yet.
    for (;;) {
      try {
        return new EvilLink(await this.transport.dial({ host, port, key }));
      } catch {
        await sleep(20);
      }
    }
  }

  async greeted(node: TestNode): Promise<EvilLink> {
    const link = await this.dial(node);
    link.say(hello());
    await until(() => link.heard.some(({ op }) => op === 'gossip'));
    return link;
  }

  /** The cluster is well: its nodes see each other. */
  async isWell(): Promise<void> {
    for (const node of this.cluster.nodes) {
      const client = await this.cluster.client(node);
      await until(async () => {
        const views = await client.status();
        return this.cluster.nodes.every(({ id }) =>
          views.some(({ info, state }) => info.id === id && state === 'alive'),
        );
      });
    }
  }
}

export const hello = (more: object = {}): object => ({
  op: 'hello',
  version: PROTOCOL_VERSION,
  id: EVIL,
  name: 'evil',
  nodeVersion: process.versions.node,
  listens: false,
  session: 'of-the-evil',
  peerSession: null,
  received: 0,
  ...more,
});

/** What a node says of itself. */
export const wordOf = (info: NodeInfo, more: object = {}): object => ({
  op: 'gossip',
  asks: false,
  sentAtMs: Date.now(),
  echo: null,
  entries: [{ incarnation: 0, beat: info.beat, standing: 'alive', ageMs: 0, info, ...more }],
});

export class EvilLink {
  readonly heard: { op: string; [field: string]: unknown }[] = [];
  readonly closed: Promise<void>;
  private asked = 0;

  constructor(private readonly link: Link) {
    this.closed = new Promise((resolve) => {
      link.control.onClose = () => resolve();
    });
    link.control.onFrame = ({ head }) => {
      this.heard.push(head as { op: string });
    };
    link.bulk.onFrame = () => {};
    link.bulk.onClose = () => {};
  }

  say(...messages: object[]): void {
    for (const message of messages) this.frame(Type.CONTROL, message);
  }
  record(task: string, inc: number, record: object, tail = EMPTY): void {
    this.link.control.send(Type.RECORD, { task, inc }, encodeFrame(Type.RECORD, record, tail));
  }
  frame(type: FrameType, head: unknown, tail?: Uint8Array): void {
    this.link.control.send(type, head, tail);
  }
  bulk(head: object, tail: Uint8Array): void {
    this.link.bulk.send(Type.BULK, head, tail);
  }
  /** Bytes that are no frame. */
  raw(bytes: Uint8Array): void {
    this.link.control.sendEncoded([bytes]);
  }
  /** All that was said before has been dealt with: what is answered comes after it. */
  async done(): Promise<void> {
    const sentAtMs = ++this.asked;
    this.say({ op: 'gossip', asks: true, sentAtMs, echo: null, entries: [] });
    await until(() =>
      this.heard.some(
        ({ op, echo }) => op === 'gossip' && (echo as { sentAtMs: number } | null)?.sentAtMs === sentAtMs,
      ),
    );
  }
  close(): void {
    this.link.close();
  }
}
