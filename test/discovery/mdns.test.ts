/** The real adapter with real multicast packets, on loopback. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Announcement, Sighting } from '../../discovery/discovery.ts';
import { Multicast } from '../../discovery/multicast.ts';
import { until } from '../support/until.ts';

class Watcher {
  readonly heard = new Map<string, Sighting>();
  readonly left: string[] = [];
  changes = 0;
  readonly multicast: Multicast;

  constructor(self: Announcement | null, interfaces: string[] | null = ['lo']) {
    this.multicast = new Multicast({ interfaces, families: [4] }, 255);
    this.multicast.start(self, {
      heard: (sighting) => this.heard.set(sighting.fingerprint, sighting),
      left: (fingerprint) => this.left.push(fingerprint),
      changed: () => this.changes++,
    });
    running.add(this);
  }
}
const running = new Set<Watcher>();
afterEach(async () => {
  await Promise.all([...running].map(({ multicast }) => multicast.stop()));
  running.clear();
});

/** Fingerprints of this run: other tests may use the same loopback. */
const fingerprint = (name: string): string =>
  createHash('sha256').update(`${process.pid} ${name}`).digest('hex');
const node = (id: number, name: string, port = 4712): Announcement => ({
  id,
  name,
  fingerprint: fingerprint(name),
  protocol: 1,
  port,
});

describe('mDNS on loopback', () => {
  it('two nodes hear each other, and what they say of themselves', async () => {
    const one = new Watcher(node(50001, 'one', 4711));
    const two = new Watcher(node(50002, 'two = zwei, ü', 4799));
    await until(() => one.heard.has(fingerprint('two = zwei, ü')) && two.heard.has(fingerprint('one')));
    expect(one.heard.get(fingerprint('two = zwei, ü'))).toMatchObject({
      id: 50002,
      name: 'two = zwei, ü',
      protocol: 1,
      interface: 'lo',
    });
    expect(one.heard.get(fingerprint('two = zwei, ü'))?.addresses[0]).toEqual({
      host: '127.0.0.1',
      port: 4799,
    });
    expect(two.heard.get(fingerprint('one'))?.addresses[0]).toEqual({ host: '127.0.0.1', port: 4711 });
    expect(one.heard.has(fingerprint('one'))).toBe(false);
    expect(one.multicast.trouble()).toBeNull();
  });

  it('who only listens hears those that were there before, and is not heard', async () => {
    const one = new Watcher(node(50003, 'three'));
    const two = new Watcher(node(50004, 'four'));
    const listener = new Watcher(null);
    await until(() => listener.heard.has(fingerprint('three')) && listener.heard.has(fingerprint('four')));
    await until(() => one.heard.has(fingerprint('four')) && two.heard.has(fingerprint('three')));
  });

  it('a goodbye is heard', async () => {
    const one = new Watcher(node(50005, 'five'));
    const two = new Watcher(node(50006, 'six'));
    await until(() => one.heard.has(fingerprint('six')));
    await two.multicast.stop();
    await until(() => one.left.includes(fingerprint('six')));
    expect(one.left).not.toContain(fingerprint('five'));
  });

  it('a node with another port is heard again, without a goodbye', async () => {
    const one = new Watcher(node(50007, 'seven'));
    const two = new Watcher(node(50008, 'eight', 4712));
    await until(() => one.heard.get(fingerprint('eight'))?.addresses[0]?.port === 4712);
    await two.multicast.stop();
    new Watcher(node(50008, 'eight', 4713));
    await until(() => one.heard.get(fingerprint('eight'))?.addresses[0]?.port === 4713);
  });

  it('two nodes of one ID are both heard: the key is what counts', async () => {
    const one = new Watcher(node(50009, 'nine'));
    new Watcher(node(50010, 'ten'));
    new Watcher(node(50010, 'ten too', 4713));
    await until(() => one.heard.has(fingerprint('ten')) && one.heard.has(fingerprint('ten too')));
  });

  it('an interface that is not there is told in words, and nothing throws', async () => {
    const one = new Watcher(node(50011, 'eleven'), ['nonesuch0']);
    expect(one.multicast.trouble()).toBe('no multicast (no interface nonesuch0 with an IPv4 address is up)');
    expect(one.changes).toBe(1);
  });
});
