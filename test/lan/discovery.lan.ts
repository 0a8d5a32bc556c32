/** Machines find each other by multicast DNS: what the map says of their addresses is wrong. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { Avahi, avahiIsMissing } from '../support/lan/avahi.ts';
import { type LanNode, until } from '../support/lan/node.ts';
import { Trio } from './trio.ts';

let trio: Trio;
beforeAll(async () => {
  trio = await Trio.build();
  // The keys are right; where the map says that they are nobody is.
  const lines = await Promise.all(
    trio.nodes.map(async (node, index) => {
      const key = (await node.must('omd', '--key')).trim().split(' ')[1];
      return `${index + 1} 10.97.0.${200 + index} 1 key=${key}\n`;
    }),
  );
  writeFileSync(`${trio.lan.directory}/wrong.map`, lines.join(''));
});
afterAll(() => trio.remove());

const start = (node: LanNode, ...options: string[]): Promise<unknown> => {
  const id = String(trio.nodes.indexOf(node) + 1);
  const map = ['--map', `${trio.lan.directory}/wrong.map`, '--id', id];
  return node.omd(...map, '--name', node.name, ...options);
};

const trouble = async (node: LanNode): Promise<string | null> => {
  const [one] = JSON.parse(await node.must('mosctl', 'status', '--json')) as {
    agent: { trouble: string | null };
  }[];
  return one!.agent.trouble;
};

describe('discovery on a LAN', () => {
  it('three machines find each other, without a route and whatever the map says', async () => {
    await Promise.all(trio.nodes.map((node) => start(node)));
    await trio.allSee();
    for (const node of trio.nodes) expect(await trouble(node)).toBeNull();
  });

  it.skipIf(avahiIsMissing() !== null)(
    `avahi-browse -rt _omosix._tcp lists all three (skipped where Avahi is not: ${avahiIsMissing() ?? 'it is here'})`,
    async () => {
      const avahi = await Avahi.start(trio.nodes[0].machine);
      await until(async () => (await avahi.browse('_omosix._tcp')).length >= 3);
      const browsed = await avahi.browse('_omosix._tcp');
      const expected = trio.nodes.map((node, index) => ({
        instance: `omosix-${index + 1}`,
        host: `omosix-${index + 1}.local`,
        address: trio.lan.addressOf(node.machine),
        port: 4712,
        txt: expect.objectContaining({ id: String(index + 1), name: node.name, v: String(PROTOCOL_VERSION) }),
      }));
      const byName = browsed.filter((one) => one.interface === 'eth0');
      byName.sort((a, b) => a.instance.localeCompare(b.instance));
      expect(byName).toEqual(expected.map((one) => expect.objectContaining(one)));
      // And a goodbye is heard by it, too.
      await trio.nodes[2].shutdown();
      await until(async () => (await avahi.browse('_omosix._tcp')).length === 2);
      await start(trio.nodes[2]);
      await until(async () => (await avahi.browse('_omosix._tcp')).length === 3);
      await trio.allSee();
    },
  );

  it('a machine that gets another address is found there, and none is started anew', async () => {
    const [first, second, third] = trio.nodes;
    const before = [first, second].map(connections);
    const address = trio.lan.setAddress(third.machine, 77);
    // The old connections end only when they were silent for a while.
    await until(() => [first, second].every((node, index) => connections(node) > before[index]!));
    await trio.allSee();
    expect(await established(third)).toContain(address);
  });

  it('machines without an IPv4 address find each other by IPv6', async () => {
    const [, second, third] = trio.nodes;
    for (const node of [second, third]) await node.shutdown();
    const before = [second, third].map(({ machine }) => trio.lan.takeAddress(machine));
    await Promise.all([second, third].map((node) => start(node, '--listen', '[::]:4712')));
    for (const node of [second, third])
      await until(async () => (await node.sees()).join() === [second.name, third.name].join());
    for (const node of [second, third]) expect(await trouble(node)).toBeNull();
    // Those of the link, since they have no others.
    expect(await established(second)).toContain('[fe80::');
    for (const node of [second, third]) await node.shutdown();
    for (const [i, { machine }] of [second, third].entries())
      trio.lan.setAddress(machine, Number(before[i]!.split('.').at(-1)));
    await Promise.all([second, third].map((node) => start(node)));
    await trio.allSee();
  });

  it('an interface that comes later is used', async () => {
    const [, second] = trio.nodes;
    await second.shutdown();
    await second.machine.must(['ip', 'link', 'set', 'eth0', 'down']);
    await start(second);
    await until(async () => (await trouble(second)) !== null);
    expect(await trouble(second)).toBe(
      'no multicast (no interface but loopback is up): nodes are found at their last known addresses and by --map',
    );
    await second.machine.must(['ip', 'link', 'set', 'eth0', 'up']);
    await until(async () => (await trouble(second)) === null);
    await trio.allSee();
  });

  it('without multicast one line says so, and the map still serves', async () => {
    const [first] = trio.nodes;
    await first.shutdown();
    const limit = (groups: number): Promise<string> =>
      first.machine.must(['sh', '-c', `echo ${groups} > /proc/sys/net/ipv4/igmp_max_memberships`]);
    await limit(0);
    await first.omd('--map', await trio.map(), '--id', '1', '--name', first.name);
    await until(async () => (await trouble(first)) !== null);
    const line =
      'no multicast (eth0: addMembership ENOBUFS): nodes are found at their last known addresses and by --map';
    expect(await trouble(first)).toBe(line);
    expect(await first.must('mosctl', 'status')).toContain(line);
    expect(log(first).split(line).length - 1).toBe(1);
    await trio.allSee();
    await limit(20);
    await until(async () => (await trouble(first)) === null);
  });
});

/** Of its agent that runs now. */
const log = (node: LanNode): string => readFileSync(node.path(`omd-${node.starts}.log`), 'utf8');
/** How often a peer of it was connected in its life. */
const connections = (node: LanNode): number => log(node).split('peer connected').length - 1;
/** Both ends of its connections. */
const established = (node: LanNode): Promise<string> =>
  node.machine.must(['ss', '-tnH', 'state', 'established']);
