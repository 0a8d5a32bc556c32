/** What an agent keeps and passes on of what it hears on the local network. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Neighbourhood } from '../../agent/membership/neighbourhood.ts';
import { Routes } from '../../agent/transport/routes.ts';
import {
  type Announcement,
  type Discovery,
  type DiscoveryEvents,
  type Sighting,
  sightingOf,
  txtOf,
} from '../../discovery/discovery.ts';
import { chosen, type Interface, isFromElsewhere, wantedFor } from '../../discovery/interfaces.ts';
import type { Clock, Log } from '../../protocol/ports.ts';

class InMemory implements Discovery {
  events!: DiscoveryEvents;
  reason: string | null = null;
  announced: string[] = [];
  start(self: Announcement | null, events: DiscoveryEvents): void {
    this.events = events;
    this.announced.push(`hello ${self?.name}`);
  }
  trouble(): string | null {
    return this.reason;
  }
  async stop(): Promise<void> {
    this.announced.push('goodbye');
  }
}

const fingerprint = (name: string): string => createHash('sha256').update(name).digest('hex');
const sighting = (name: string, host: string, on = 'eth0'): Sighting => ({
  id: 7,
  name,
  fingerprint: fingerprint(name),
  protocol: 1,
  addresses: [{ host, port: 4712 }],
  interface: on,
});

let discovery: InMemory;
let neighbourhood: Neighbourhood;
let nowMs: number;
let proposed: string[];
let said: string[];

beforeEach(() => {
  nowMs = 0;
  proposed = [];
  said = [];
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => nowMs, after: () => () => {} };
  const note = (level: string) => (message: string) => void said.push(`${level}: ${message}`);
  const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  discovery = new InMemory();
  const peers = { heard: (_: string, { host }: { host: string }) => proposed.push(host) > 0 };
  neighbourhood = new Neighbourhood(discovery, clock, log, peers);
  neighbourhood.start(null);
});

const names = (): string[] => neighbourhood.all().map(({ name }) => name);

describe('the neighbourhood', () => {
  it('of an isolated node: it says goodbye and is silent, also when it is started so, until it rejoins', async () => {
    discovery.events.heard(sighting('a', '10.0.0.7'));
    discovery.reason = 'no multicast';
    neighbourhood.silence(true);
    neighbourhood.silence(true);
    expect([names(), neighbourhood.trouble()]).toEqual([[], null]);
    neighbourhood.silence(false);
    // Taken back and done again before the goodbye is out: it stays silent.
    neighbourhood.silence(true);
    await Promise.resolve();
    expect(discovery.announced).toEqual(['hello undefined', 'goodbye', 'goodbye']);
    neighbourhood.silence(false);
    await Promise.resolve();
    expect(discovery.announced.slice(3)).toEqual(['hello undefined']);
    expect(neighbourhood.trouble()).toMatch(/no multicast/);
    await neighbourhood.stop();
    expect(discovery.announced.slice(4)).toEqual(['goodbye']);

    const second = new InMemory();
    const clock: Clock = { nowMs: () => 0, monotonicMs: () => 0, after: () => () => {} };
    const quiet = (): void => {};
    const isolated = new Neighbourhood(
      second,
      clock,
      { debug: quiet, info: quiet, warn: quiet, error: quiet },
      { heard: () => true },
    );
    isolated.silence(true);
    isolated.start({ id: 7, name: 'me', fingerprint: fingerprint('me'), protocol: 1, port: 1 });
    expect(second.announced).toEqual([]);
    isolated.silence(false);
    await Promise.resolve();
    expect(second.announced).toEqual(['hello me']);
  });

  it('proposes what it hears, the most promising address last', () => {
    discovery.events.heard({
      ...sighting('lab1', '10.0.0.1'),
      addresses: ['10.0.0.1', '172.17.0.1'].map((host) => ({ host, port: 4712 })),
    });
    expect(proposed).toEqual(['172.17.0.1', '10.0.0.1']);
  });

  it('keeps each node once an interface, the latest first', () => {
    discovery.events.heard(sighting('lab1', '10.0.0.1'));
    discovery.events.heard(sighting('lab2', '10.0.0.2'));
    discovery.events.heard(sighting('lab1', '10.0.0.3'));
    discovery.events.heard(sighting('lab1', '192.168.0.1', 'wlan0'));
    expect(neighbourhood.all().map((one) => [one.name, one.addresses[0]?.host])).toEqual([
      ['lab1', '192.168.0.1'],
      ['lab1', '10.0.0.3'],
      ['lab2', '10.0.0.2'],
    ]);
  });

  it('forgets who says goodbye, and who was silent for long', () => {
    discovery.events.heard(sighting('lab1', '10.0.0.1'));
    discovery.events.heard(sighting('lab2', '10.0.0.2'));
    discovery.events.left(fingerprint('lab1'));
    expect(names()).toEqual(['lab2']);
    nowMs = 31 * 60_000;
    expect(names()).toEqual([]);
  });

  it('keeps no more than it can, however many announce themselves', () => {
    for (let i = 0; i < 1000; i++) discovery.events.heard(sighting(`node${i}`, '10.0.0.1'));
    expect(names().length).toBe(256);
    expect(names()[0]).toBe('node999');
  });

  it('a member that is said to be at a new address each moment is not sought everywhere', () => {
    for (let i = 0; i < 100; i++) discovery.events.heard(sighting('lab1', `10.0.0.${i}`));
    discovery.events.heard(sighting('lab1', '10.0.0.3'));
    expect(proposed).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '3'].map((last) => `10.0.0.${last}`));
    nowMs = 60_001;
    discovery.events.heard(sighting('lab1', '10.0.0.99'));
    expect(proposed.at(-1)).toBe('10.0.0.99');
  });

  it('says in one line what is wrong, once', () => {
    expect(neighbourhood.trouble()).toBeNull();
    discovery.reason = 'no multicast (no interface but loopback is up)';
    discovery.events.changed();
    discovery.reason = null;
    discovery.events.changed();
    expect(said).toEqual([
      'warn: no multicast (no interface but loopback is up): nodes are found at their last known addresses and by --map',
      'info: nodes are found again',
    ]);
  });
});

describe('addresses of a peer', () => {
  const at = (host: string) => ({ host, port: 4712 });

  it('what is said now comes first, what answered last next, then what else was said, the book, the map', () => {
    const routes = new Routes();
    for (const host of ['lie1', 'lie2', 'lie3']) routes.hear(at(host));
    routes.answered = at('answered');
    routes.book = [at('book'), at('lie1')];
    routes.map = at('map');
    const hosts = routes.candidates().map(({ host }) => host);
    expect(hosts).toEqual(['lie3', 'answered', 'lie2', 'lie1', 'book', 'map']);
  });
});

describe('an announcement', () => {
  const from = { port: 4712, from: '10.0.0.1', addresses: [] };
  const txt = { id: '7', name: 'lab1', fp: fingerprint('lab1'), v: '1' };

  it('says what was said', () => {
    const self = { id: 7, name: 'Labor 1 = ü', fingerprint: fingerprint('x'), protocol: 1, port: 4712 };
    expect(sightingOf({ ...from, txt: txtOf(self) }, 'eth0')).toMatchObject({ id: 7, name: 'Labor 1 = ü' });
  });

  it('a long name is cut where a character ends: a TXT string has 255 bytes', () => {
    const name = 'ü'.repeat(200);
    const self = { id: 7, name, fingerprint: fingerprint('x'), protocol: 1, port: 4712 };
    expect(txtOf(self).name).toBe('ü'.repeat(100));
  });

  it('a name cannot steer a terminal', () => {
    const name = 'lab\u001b[2J\u009b\u202e1\n';
    expect(sightingOf({ ...from, txt: { ...txt, name } }, 'eth0')?.name).toBe('lab?[2J??1?');
  });

  it.each([
    ['an ID that is none', { ...txt, id: '0' }],
    ['an ID that is too large', { ...txt, id: '65536' }],
    ['an ID with a sign', { ...txt, id: '+7' }],
    ['no name', { ...txt, name: '' }],
    ['no key', { id: '7', name: 'x', v: '1' }],
    ['a key that is none', { ...txt, fp: 'abc' }],
    ['nothing', undefined],
  ])('%s is no announcement', (_, wrong) => {
    expect(sightingOf({ ...from, txt: wrong }, 'eth0')).toBeNull();
  });

  it('nor is one without a port', () => {
    expect(sightingOf({ ...from, txt, port: 0 }, 'eth0')).toBeNull();
  });

  it('addresses that no IPv4 machine could dial are left out, and not all are taken', () => {
    const addresses = ['fe80::1', '10.0.0.1', ...Array.from({ length: 20 }, (_, i) => `10.0.1.${i}`)];
    const heard = sightingOf({ ...from, txt, addresses }, 'eth0');
    expect(heard?.addresses.map(({ host }) => host)).toEqual([
      '10.0.0.1',
      ...Array.from({ length: 7 }, (_, i) => `10.0.1.${i}`),
    ]);
  });
});

describe('interfaces', () => {
  const one = (name: string, address: string, netmask: string, isLoopback = false): Interface => ({
    name,
    family: address.includes(':') ? 6 : 4,
    address,
    netmask,
    isLoopback,
    addresses: [address],
  });
  const lo = one('lo', '127.0.0.1', '255.0.0.0', true);
  const eth0 = one('eth0', '192.168.7.2', '255.255.255.0');
  const eth0Too = { ...one('eth0', 'fe80::2', 'ffff::'), addresses: ['fe80::2', '2001:db8::2'] };
  const wlan0 = one('wlan0', '200.1.2.3', '255.255.0.0');
  const all = [lo, eth0, eth0Too, wlan0];

  it('all but loopback, or those that are named, by name or address', () => {
    expect(chosen(all, { interfaces: null, families: [4] })).toEqual([eth0, wlan0]);
    expect(chosen(all, { interfaces: null, families: [4, 6] })).toEqual([eth0, eth0Too, wlan0]);
    const some = ['lo', '200.1.2.3', 'nonesuch0'];
    expect(chosen(all, { interfaces: some, families: [4] })).toEqual([lo, wlan0]);
    expect(chosen(all, { interfaces: ['2001:db8::2'], families: [6] })).toEqual([eth0Too]);
  });

  it('an agent that listens at one address, or by one family, is announced there only', () => {
    expect(wantedFor('0.0.0.0')).toEqual({ interfaces: null, families: [4] });
    expect(wantedFor('::')).toEqual({ interfaces: null, families: [4, 6] });
    expect(wantedFor(null)).toEqual({ interfaces: null, families: [4, 6] });
    expect(wantedFor('127.0.0.2')).toEqual({ interfaces: ['127.0.0.1'], families: [4] });
    expect(wantedFor('localhost')).toEqual({ interfaces: ['127.0.0.1'], families: [4] });
    expect(wantedFor('192.168.7.2')).toEqual({ interfaces: ['192.168.7.2'], families: [4] });
    expect(wantedFor('2001:db8::2')).toEqual({ interfaces: ['2001:db8::2'], families: [6] });
    expect(wantedFor('fe80::2%eth0')).toEqual({ interfaces: ['fe80::2'], families: [6] });
  });

  it('a packet belongs to the interface in whose network its sender is', () => {
    expect(isFromElsewhere('192.168.7.99', eth0, all)).toBe(false);
    expect(isFromElsewhere('200.1.99.1', eth0, all)).toBe(true);
    expect(isFromElsewhere('200.1.99.1', wlan0, all)).toBe(false);
    expect(isFromElsewhere('10.1.1.1', eth0, all)).toBe(false);
    expect(isFromElsewhere('fe80::9%eth0', eth0Too, all)).toBe(false);
    expect(isFromElsewhere('fe80::9%wlan0', eth0Too, all)).toBe(true);
    expect(isFromElsewhere('2001:db8::9', eth0Too, all)).toBe(false);
    expect(isFromElsewhere('::ffff:192.168.7.99', eth0Too, all)).toBe(true);
    expect(isFromElsewhere('fe80::9%eth0', eth0, all)).toBe(true);
  });
});
