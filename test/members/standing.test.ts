/** How a node stands, by what we hear of it ourselves and by what others say. */
import { describe, expect, it } from 'vitest';
import { View } from '../../agent/gossip/view.ts';
import { ClockOffset } from '../../agent/membership/clock-offset.ts';
import { Contact } from '../../agent/membership/contact.ts';
import { standingOf } from '../../agent/membership/standing.ts';
import { entryIn, fitting, isUrgent } from '../../agent/membership/telling.ts';
import { told } from '../../agent/membership/told.ts';
import { MAX_GOSSIP_CHARS, MAX_GOSSIP_ENTRIES } from '../../protocol/limits.ts';
import type { NodeInfo } from '../../protocol/node.ts';
import { peerMessage } from '../../protocol/peer.ts';
import { entry } from '../gossip/world.ts';

const BEAT_MS = 1_000;

const info = (id: number, more: Partial<NodeInfo> = {}): NodeInfo => ({
  id,
  name: `n${id}`,
  nodeVersion: '20.20.2',
  cpus: 2,
  speed: 10_000,
  load: 0,
  freeBytes: 2 ** 33,
  totalBytes: 2 ** 34,
  guests: 0,
  blocked: false,
  stay: false,
  lstay: false,
  beat: 1,
  ...more,
});

const contact = (heardMs: number): Contact => {
  const one = new Contact(heardMs);
  one.isUp = true;
  return one;
};

/** What others say of node 2, so many ms before `nowMs`. */
function hearsay(standing: 'alive' | 'suspect' | 'left', ageMs: number, nowMs: number) {
  const view = new View<string>(4);
  view.put(entry(2, { standing, ageMs }), nowMs);
  return { standing, row: view.get(2)! };
}

describe('a node', () => {
  it('that we have just heard is alive, whatever others say', () => {
    const one = contact(10_000);
    one.infoAtMs = 10_000;
    for (const standing of ['alive', 'suspect', 'left'] as const)
      expect(standingOf(one, hearsay(standing, 0, 10_500), 10_500, BEAT_MS)).toBe('alive');
  });

  it('that we have not heard for a while, nor asked, stands as others say', () => {
    const one = contact(0);
    expect(standingOf(one, hearsay('alive', 100, 30_000), 30_000, BEAT_MS)).toBe('alive');
    expect(standingOf(one, hearsay('suspect', 100, 30_000), 30_000, BEAT_MS)).toBe('suspect');
    expect(standingOf(one, hearsay('left', 100, 30_000), 30_000, BEAT_MS)).toBe('dead');
  });

  it('that does not answer is suspect, and that is no matter of how long it was silent before it was asked', () => {
    const one = contact(0);
    one.expect(30_000, BEAT_MS);
    expect(one.silentMs(30_000)).toBe(BEAT_MS);
    expect(standingOf(one, hearsay('alive', 0, 31_000), 31_000, BEAT_MS)).toBe('alive');
    expect(standingOf(one, hearsay('alive', 0, 33_000), 33_000, BEAT_MS)).toBe('suspect');
    one.heard(33_500);
    expect(standingOf(one, undefined, 33_500, BEAT_MS)).toBe('alive');
  });

  it('that is proven gone is dead, until others have heard it since', () => {
    const one = contact(0);
    one.isUp = false;
    one.diedAtMs = 10_000;
    expect(standingOf(one, hearsay('alive', 2_000, 11_000), 11_000, BEAT_MS)).toBe('dead');
    expect(standingOf(one, hearsay('alive', 0, 20_000), 20_000, BEAT_MS)).toBe('suspect');
  });

  it('that only others reach is suspect', () => {
    expect(standingOf(undefined, hearsay('alive', 0, 1_000), 1_000, BEAT_MS)).toBe('suspect');
  });
});

describe('silence', () => {
  it('while we were away does not count', () => {
    const one = contact(0);
    one.expect(1_000, BEAT_MS);
    one.forgive(60_000, 61_500);
    expect(one.silentMs(61_500)).toBe(1_500 - 0);
  });

  it('ends with the first word, but not while the connection is down', () => {
    const one = contact(0);
    one.expect(1_000, BEAT_MS);
    one.isUp = false;
    one.heard(2_000);
    expect(one.silentMs(3_000)).toBe(3_000);
    one.isUp = true;
    one.heard(4_000);
    expect(one.silentMs(5_000)).toBe(0);
  });
});

describe('a clock that is set', () => {
  it('during an exchange spoils that exchange only', () => {
    const offset = new ClockOffset();
    offset.add(1_000, 51_010, 0, 1_020);
    offset.add(1_100, 51_110, 5_000, 1_120);
    expect(offset.offsetMs).toBe(50_000);
  });

  it('is noticed by the exchanges after it, however good those before it were', () => {
    const offset = new ClockOffset();
    offset.add(1_000, 1_001, 0, 1_002);
    for (let at = 60_000; at < 61_000; at += 100) offset.add(at, at + 500_010, 0, at + 20);
    expect(offset.offsetMs).toBe(500_000);
  });

  it('says nothing where an answer was held so long that it may have been set meanwhile', () => {
    const offset = new ClockOffset();
    offset.add(1_000, 9_000, 60_000, 61_010);
    expect(offset.offsetMs).toBe(0);
  });
});

describe('what is told', () => {
  it('is bounded, and its receiver takes it', () => {
    const long = (id: number): NodeInfo =>
      info(id, {
        name: 'x'.repeat(253),
        exports: Array(4).fill({ path: `/${'y'.repeat(255)}`, mode: 'ro' }),
      });
    const entries = Array.from({ length: MAX_GOSSIP_ENTRIES }, (_, i) => ({
      ...entry(i + 1),
      info: long(i + 1),
    }));
    const fits = fitting(entries);
    expect(JSON.stringify(fits).length).toBeLessThan(1.2 * MAX_GOSSIP_CHARS);
    expect(fits.length).toBeGreaterThan(5);
    const message = { op: 'gossip', asks: true, sentAtMs: 1, echo: null, entries: fits };
    expect(peerMessage.safeParse(message).success).toBe(true);
    expect(fits.map(entryIn)).toEqual(entries.slice(0, fits.length));
    expect(peerMessage.safeParse({ ...message, entries: [...fits, ...fits, ...fits, ...fits] }).success).toBe(
      4 * fits.length <= MAX_GOSSIP_ENTRIES,
    );
  });

  it('is urgent where a setting changes or memory runs out, and for nothing else', () => {
    const urgent = isUrgent;
    const before = info(1);
    expect(urgent(undefined, before)).toBe(false);
    expect(urgent(before, info(1, { load: 900, beat: 2, freeBytes: 2 ** 27 }))).toBe(false);
    for (const change of [{ blocked: true }, { stay: true }, { lstay: true }, { quiet: true }])
      expect(urgent(before, info(1, change))).toBe(true);
    expect(urgent(before, info(1, { freeBytes: 2 ** 25 }))).toBe(true);
    expect(urgent(info(1, { freeBytes: 2 ** 25 }), info(1, { freeBytes: 2 ** 24 }))).toBe(false);
    const tuned = (measured: number, speed: number): NodeInfo => info(1, { tuned: { measured, speed } });
    expect(urgent(tuned(9_000, 5_000), tuned(9_100, 5_000))).toBe(false);
    expect(urgent(tuned(9_000, 5_000), tuned(9_000, 6_000))).toBe(true);
  });

  it('counts what is on its way, and no load where the node is quiet', () => {
    expect(told(info(1, { load: 10 }), { unseen: 2, coming: 1 }).load).toBe(110);
    expect(told(info(1, { load: 10 }), { unseen: -2, coming: 0 }).load).toBe(0);
    expect(told(info(1, { load: 10 }), { unseen: 0, coming: 1 }).freeBytes).toBeLessThan(2 ** 33);
    expect(told(info(1, { load: 10, quiet: true }), { unseen: 2, coming: 0 }).load).toBe(0);
  });
});
