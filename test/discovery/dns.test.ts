/** Nodes that DNS lists: the real adapter asks a real name server. */
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../agent/system-clock.ts';
import type { Announcement, Sighting } from '../../discovery/discovery.ts';
import { DnsDiscovery } from '../../discovery/dns/dns-sd.ts';
import { parseDomain } from '../../discovery/dns/domain.ts';
import { listingOf } from '../../discovery/dns/listing.ts';
import { zoneLines } from '../../discovery/dns/zone.ts';
import { Several } from '../../discovery/several.ts';
import { NameServer, nameServerIsMissing } from '../support/name-server.ts';
import { until } from '../support/until.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const fingerprint = (name: string): string => createHash('sha256').update(name).digest('hex');
const node = (id: number, name = `node${id}`): Announcement => ({
  id,
  name,
  fingerprint: fingerprint(name),
  protocol: 3,
  port: 4700 + id,
});

interface Watched {
  heard: Map<string, Sighting>;
  left: string[];
  discovery: DnsDiscovery;
}

function watch(domain: string, self: Announcement | null = null, keys: Record<string, string> = {}): Watched {
  const watched = { heard: new Map<string, Sighting>(), left: [] as string[] };
  const discovery = new DnsDiscovery(
    [parseDomain(domain)],
    async ({ host, port }) => keys[`${host} ${port}`] ?? null,
    systemClock,
  );
  discovery.start(self, {
    heard: (sighting) => watched.heard.set(sighting.name, sighting),
    left: (print) => watched.left.push(print),
    changed: () => {},
  });
  stops.push(() => discovery.stop());
  return { ...watched, discovery };
}

const missing = nameServerIsMissing();
describe.skipIf(missing !== null)(`nodes in DNS${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  const started = async (zone: string, records: string[] = []): Promise<NameServer> => {
    const server = await NameServer.start(zone, records);
    stops.push(() => server.stop());
    return server;
  };

  it('are found by PTR, SRV and TXT of a zone file, names of all kinds unharmed, oneself left out', async () => {
    const two = node(2, 'zwei "ü" \\ = 二');
    const lines = [
      ...zoneLines('cluster.test', node(1), ['127.0.0.1']),
      ...zoneLines('cluster.test', two, ['127.0.0.2', 'fd00::2']),
    ];
    const server = await started('cluster.test', lines);
    const { heard, discovery } = watch(server.domain, node(1));
    await until(() => heard.size > 0);
    expect([...heard.values()]).toEqual([
      {
        id: 2,
        name: two.name,
        fingerprint: two.fingerprint,
        protocol: 3,
        interface: 'DNS cluster.test',
        addresses: [
          { host: '127.0.0.2', port: 4702 },
          { host: 'fd00::2', port: 4702 },
        ],
      },
    ]);
    expect(discovery.trouble()).toBeNull();
  });

  it('come and go by RFC 2136 updates', async () => {
    const server = await started('cluster.test');
    const { heard, left, discovery } = watch(server.domain);
    await until(() => discovery.trouble() !== null);
    expect(discovery.trouble()).toBe(`DNS lists no node at ${server.domain}`);
    const lines = zoneLines('cluster.test', node(3), ['127.0.0.3']);
    await server.update(...lines.map((line) => `update add ${line}`));
    await until(() => heard.has('node3') && discovery.trouble() === null);
    await server.update('update delete _omosix._tcp.cluster.test. PTR');
    await until(() => left.length > 0);
    expect(left).toEqual([fingerprint('node3')]);
  });

  it('are found where only SRV records, or only addresses are listed: their keys are asked for at the door', async () => {
    const server = await started('svc.test', [
      '_omosix._tcp.headless IN SRV 0 50 4801 a.headless',
      '_omosix._tcp.headless IN SRV 0 50 4801 b.headless',
      '_omosix._tcp.headless IN SRV 0 50 22 c.headless',
      'a.headless IN A 127.0.0.4',
      'b.headless IN AAAA ::1',
      'c.headless IN A 127.0.0.5',
      'plain IN A 127.0.0.6',
      'plain IN A 127.0.0.7',
    ]);
    const keys = { '127.0.0.4 4801': 'aa', '::1 4801': 'bb', '127.0.0.6 4712': 'cc', '127.0.0.7 4712': 'dd' };
    const services = watch(server.domain.replace('svc', 'headless.svc'), null, keys);
    const plain = watch(server.domain.replace('svc', 'plain.svc'), null, keys);
    await until(() => services.heard.size === 2 && plain.heard.size > 0);
    expect(
      [...services.heard.values()].map(({ fingerprint: print, addresses }) => [print, addresses[0]]),
    ).toEqual(
      expect.arrayContaining([
        ['aa', { host: '127.0.0.4', port: 4801 }],
        ['bb', { host: '::1', port: 4801 }],
      ]),
    );
    expect(plain.heard.get('plain.svc.test')).toMatchObject({ id: null, protocol: null });
  });

  it('are not believed: what makes no sense is left out, and the others are found', async () => {
    const good = node(9);
    const srv = (name: string): string => `${name}._omosix._tcp IN SRV 0 0 4712 there`;
    const ptr = (name: string): string => `_omosix._tcp IN PTR ${name}._omosix._tcp`;
    const server = await started('lies.test', [
      'there IN A 127.0.0.1',
      'loop IN CNAME pool',
      'pool IN CNAME loop',
      ...['no-text', 'no-key', 'no-number', 'nowhere', 'looped', 'no-service', 'at-nothing'].map(ptr),
      ...['no-text', 'no-key', 'no-number'].map(srv),
      'nowhere._omosix._tcp IN SRV 0 0 4712 absent',
      'looped._omosix._tcp IN SRV 0 0 4712 loop',
      `at-nothing._omosix._tcp IN SRV 0 0 0 there`,
      'no-key._omosix._tcp IN TXT "id=1" "name=x" "fp=zz" "v=3"',
      `no-number._omosix._tcp IN TXT "id=999999" "name=x" "fp=${'a'.repeat(64)}" "v=3"`,
      `at-nothing._omosix._tcp IN TXT "id=1" "name=x" "fp=${'b'.repeat(64)}" "v=3"`,
      ...zoneLines('lies.test', good, ['127.0.0.9']),
    ]);
    const { heard, discovery } = watch(server.domain);
    await until(() => heard.size > 0);
    expect([...heard.keys()]).toEqual(['node9']);
    expect(discovery.trouble()).toBeNull();
  });

  it('a name server that dies is trouble until another answers', async () => {
    const server = await NameServer.start('cluster.test');
    const { discovery } = watch(server.domain);
    await until(() => discovery.trouble() !== null);
    await server.stop();
    await until(() => discovery.trouble()?.includes('does not answer') === true);
    expect(discovery.trouble()).toMatch(
      /^DNS does not answer about cluster\.test@127\.0\.0\.1:\d+ \(E\w+\)$/,
    );
  });
});

describe('asking DNS', () => {
  it('a server that never answers holds nobody up', async () => {
    const silent = createSocket('udp4');
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
    stops.push(() => new Promise<void>((resolve) => silent.close(() => resolve())));
    const { discovery } = watch(`cluster.test@127.0.0.1:${silent.address().port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await discovery.stop();
  });

  it('packets that are no answers are trouble, and no more', async () => {
    const liar = createSocket('udp4');
    const random = fc.sample(fc.uint8Array({ minLength: 0, maxLength: 200 }), { numRuns: 50, seed: 42 });
    liar.on('message', (question, { port, address }) => {
      for (const bytes of random) {
        // Right to the number of the question, and nonsense from there.
        liar.send(Buffer.concat([question.subarray(0, 2), Buffer.from([0x84, 0]), bytes]), port, address);
      }
    });
    await new Promise<void>((resolve) => liar.bind(0, '127.0.0.1', resolve));
    stops.push(() => new Promise<void>((resolve) => liar.close(() => resolve())));
    const { discovery, heard } = watch(`cluster.test@127.0.0.1:${liar.address().port}`);
    await until(() => discovery.trouble() !== null);
    expect(discovery.trouble()).toMatch(/^DNS does not answer about cluster\.test@/);
    expect(heard.size).toBe(0);
  });

  it('a listing of very many is cut, and asked for some at a time', async () => {
    let open = 0;
    let most = 0;
    const answer = async <T>(value: T): Promise<T> => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return value;
    };
    const many = Array.from({ length: 10_000 }, (_, i) => `n${i}`);
    const listing = await listingOf(
      {
        resolvePtr: () => answer(many),
        resolveSrv: () => answer([{ name: 'there', port: 1, priority: 0, weight: 0 }]),
        resolveTxt: () => answer([[]]),
        resolve4: (() => answer(['127.0.0.1'])) as never,
        resolve6: (() => answer([])) as never,
      },
      'huge.test',
      4712,
    );
    expect(listing.length).toBe(4096);
    expect(most).toBeLessThanOrEqual(32);
  });

  it.each([
    ['cluster.example.org', { name: 'cluster.example.org', server: null }],
    ['svc.ns.svc.cluster.local.', { name: 'svc.ns.svc.cluster.local', server: null }],
    ['a.b@10.0.0.2', { name: 'a.b', server: '10.0.0.2:53' }],
    ['a.b@[fd00::2]:5353', { name: 'a.b', server: '[fd00::2]:5353' }],
    ['a.b@::1', { name: 'a.b', server: '[::1]:53' }],
  ])('%s', (text, domain) => {
    expect(parseDomain(text)).toEqual(domain);
  });

  it.each(['', 'a b', '10.0.0.1', 'a..b', 'a@b', 'a@10.0.0.1:0', 'a@b@c', `${'a'.repeat(64)}.b`])(
    "'%s' is refused in words",
    (text) => {
      expect(() => parseDomain(text)).toThrow(/is no (name in DNS|DNS server)/);
    },
  );

  it('is no trouble where multicast fails and it works, and names both where it fails too', () => {
    const source = (trouble: string | null) => ({
      start: () => {},
      stop: async () => {},
      trouble: () => trouble,
    });
    expect(new Several(source(null), source('no multicast')).trouble()).toBeNull();
    expect(new Several(source('no DNS'), source('no multicast')).trouble()).toBe('no DNS; no multicast');
    expect(new Several(source('no DNS'), source(null)).trouble()).toBe('no DNS');
  });
});
