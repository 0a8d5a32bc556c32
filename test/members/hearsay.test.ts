/** A member that lies about others: what is seen directly counts, and nobody is made up. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NodeInfo } from '../../protocol/node.ts';
import { Bundle, TestCluster, until } from '../agent/fixtures/cluster.ts';
import { EVIL, Evil, type EvilLink } from '../security/evil.ts';

const NOBODY = 4242;

let bundle: Bundle;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());

describe('hearsay', () => {
  let cluster: TestCluster;
  let link: EvilLink;
  let lying: NodeJS.Timeout | undefined;
  afterEach(async () => {
    clearInterval(lying);
    await cluster.stop();
  });

  async function start(): Promise<NodeInfo> {
    cluster = await TestCluster.strangers(bundle, 2);
    const evil = new Evil(cluster);
    await evil.isWell();
    link = await evil.greeted(cluster.nodes[0]!);
    const [self] = await (await cluster.client(cluster.nodes[0]!)).status();
    return self!.info;
  }

  const entry = (info: NodeInfo, more: object = {}): object => ({
    incarnation: 0,
    beat: 1,
    standing: 'alive',
    ageMs: 0,
    info,
    ...more,
  });
  const gossip = (...entries: object[]): object => ({
    op: 'gossip',
    asks: false,
    sentAtMs: Date.now(),
    echo: null,
    entries,
  });

  it('neither kills nor makes up nodes, nor says who we are', async () => {
    const info = await start();
    let beat = 0;
    const lie = (): void => {
      const far = { incarnation: 2 ** 20, beat: 2 ** 39, standing: 'left' };
      link.say(
        gossip(
          entry({ ...info, id: EVIL, name: 'evil' }, { beat: ++beat }),
          entry({ ...info, id: 2, name: 'gone' }, far),
          entry({ ...info, id: 1, name: 'you' }, far),
          entry({ ...info, id: NOBODY, name: 'nobody' }),
        ),
      );
    };
    lie();
    lying = setInterval(lie, 30);
    const clients = await Promise.all(cluster.nodes.map((node) => cluster.client(node)));
    const seen = async (eye: number, id: number): Promise<string | undefined> => {
      const views = await clients[eye]!.status();
      expect(views.some((view) => view.info.id === NOBODY || view.info.name === 'you')).toBe(false);
      return views.find((view) => view.info.id === id)?.state;
    };
    await until(async () => (await seen(0, EVIL)) === 'alive');
    for (let round = 0; round < 5; round++) {
      await link.done();
      await until(async () => (await seen(0, 2)) === 'alive' && (await seen(1, 1)) === 'alive');
    }
    clearInterval(lying);
    await until(async () =>
      (await clients[0]!.status()).some((view) => view.info.id === 2 && view.info.name === 'node2'),
    );
  });

  it.each([
    [
      'a message with more entries than one may have',
      (info: NodeInfo) => gossip(...Array(33).fill(entry(info))),
    ],
    ['an age below nothing', (info: NodeInfo) => gossip(entry(info, { ageMs: -1 }))],
    ['a life that nobody comes to', (info: NodeInfo) => gossip(entry(info, { incarnation: 2 ** 50 }))],
    [
      'a path without end',
      (info: NodeInfo) => gossip(entry({ ...info, exports: [{ path: '/'.padEnd(5_000, 'x'), mode: 'rw' }] })),
    ],
  ])('%s ends the connection of who sent it, and only that', async (_, message) => {
    const info = await start();
    link.say(message({ ...info, id: EVIL }));
    await link.closed;
    const client = await cluster.client(cluster.nodes[0]!);
    await until(async () =>
      (await client.status()).some((view) => view.info.id === 2 && view.state === 'alive'),
    );
  });
});
