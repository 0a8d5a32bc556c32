/** Whatever is sent to the port of mDNS: an agent must not fall over it, and must hear others all the same. */
import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { Announcement } from '../../discovery/discovery.ts';
import { Multicast } from '../../discovery/multicast.ts';
import { until } from '../support/until.ts';

const GROUP = '224.0.0.251';
const PORT = 5353;
const PACKETS = 1500;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const node = (id: number): Announcement => ({
  id,
  name: `node${id}`,
  fingerprint: createHash('sha256').update(`hostile ${process.pid} ${id}`).digest('hex'),
  protocol: 1,
  port: 4712,
});

function start(self: Announcement | null): { heard: Set<string> } {
  const heard = new Set<string>();
  const multicast = new Multicast({ interfaces: ['lo'], families: [4] }, 255);
  multicast.start(self, {
    heard: ({ fingerprint }) => heard.add(fingerprint),
    left: () => {},
    changed: () => {},
  });
  stops.push(() => multicast.stop());
  return { heard };
}

async function groupSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  await new Promise<void>((resolve) => socket.bind(PORT, '0.0.0.0', resolve));
  socket.addMembership(GROUP, '127.0.0.1');
  socket.setMulticastInterface('127.0.0.1');
  stops.push(() => new Promise<void>((resolve) => socket.close(resolve)));
  return socket;
}

const change = fc.record({
  original: fc.nat(),
  /** Bytes that are others now; where the packet ends; what stands behind it. */
  bytes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
  keep: fc.option(fc.nat(), { freq: 3 }),
  tail: fc.uint8Array({ maxLength: 40 }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function damaged(originals: readonly Buffer[], { original, bytes, keep, tail }: Change): Buffer {
  const packet = Buffer.from(originals[original % originals.length]!);
  for (const [at, value] of bytes) packet[at % packet.length] = value;
  const kept = keep === null ? packet : packet.subarray(0, keep % (packet.length + 1));
  return Buffer.concat([kept, tail]);
}

it('survives damaged packets', async () => {
  const socket = await groupSocket();
  const originals: Buffer[] = [];
  socket.on('message', (packet) => originals.push(Buffer.from(packet)));
  const { heard } = start(node(50101));
  start(node(50102));
  await until(() => heard.size > 0 && originals.length >= 6);
  socket.removeAllListeners('message');

  const seed = Number(process.env.SEED ?? 20261121);
  for (const one of fc.sample(change, { seed, numRuns: PACKETS })) {
    const packet = damaged(originals, one);
    // Each is handed over before the next: none is lost for want of room.
    await new Promise((resolve) => socket.send(packet, PORT, GROUP, resolve));
  }
  const late = node(50103);
  start(late);
  await until(() => heard.has(late.fingerprint));
  expect(heard).toContain(late.fingerprint);
});
