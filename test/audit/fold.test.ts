/** What is written down when: news at once, what goes on as counts, floods as next to nothing. */
import { describe, expect, it } from 'vitest';
import { Fold } from '../../agent/audit/fold.ts';
import { networkOf } from '../../agent/audit/fold-key.ts';
import type { AuditEvent, AuditLine } from '../../protocol/audit.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const hex = (number: number): string => number.toString(16).padStart(64, '0');
const knock = (address: string, key = 1, id: number | null = null): AuditEvent => ({
  event: 'key-refused',
  fingerprint: hex(key),
  address,
  id,
  name: id === null ? null : 'gone',
  was: id === null ? null : 'revoked',
});
const guest = (from: number, task: string): AuditEvent => ({
  event: 'guest-admitted',
  task,
  home: from,
  from,
  program: 'pi.ts',
  hash: hex(7),
  how: 'started',
});

/** A clock by hand, whose wall time is a day ahead. */
class Log {
  private readonly fold = new Fold();
  readonly lines: AuditLine[] = [];
  ms = 0;
  note(event: AuditEvent): void {
    this.tick();
    const line = this.fold.note(event, this.now);
    if (line) this.lines.push(line);
  }
  tick(isLast = false): void {
    this.lines.push(...this.fold.due(this.now, isLast));
  }
  private get now() {
    return { ms: this.ms, wallMs: this.ms + DAY_MS };
  }
}

describe('what repeats', () => {
  it('ten knocks a second for an hour: a line, and counts that come ever more rarely', () => {
    const log = new Log();
    for (let i = 0; i < 3_600_000; i += 100) {
      log.ms = i;
      log.note(knock('10.0.0.66', i));
    }
    log.tick(true);
    expect(log.lines.length).toBeLessThan(10);
    expect(log.lines[0]).toEqual({ atMs: DAY_MS, ...knock('10.0.0.66', 0) });
    expect(log.lines[1]).toMatchObject({ times: 599, sinceMs: DAY_MS, fingerprint: hex(59_900) });
    // None is lost.
    expect(log.lines.reduce((sum, { times }) => sum + (times ?? 1), 0)).toBe(36_000);
  });

  it('is said again at once where it was quiet for its time', () => {
    const log = new Log();
    for (const atMs of [0, 1_000, 10 * MINUTE_MS, 10 * MINUTE_MS + 1, 30 * MINUTE_MS]) {
      for (; log.ms < atMs; log.ms = Math.min(atMs, log.ms + 1_000)) log.tick();
      log.note(knock('10.0.0.66'));
    }
    expect(log.lines.map(({ atMs, times }) => [atMs - DAY_MS, times])).toEqual([
      [0, undefined],
      [1_000, 1],
      [10 * MINUTE_MS, undefined],
      [10 * MINUTE_MS + 1, 1],
      [30 * MINUTE_MS, undefined],
    ]);
  });

  it('addresses, and those we know, are told apart; orders too', () => {
    const log = new Log();
    const by = { uid: 0, pid: 7, program: 'mosctl' };
    for (let i = 0; i < 3; i++) {
      log.note(knock('10.0.0.1', i));
      log.note(knock('10.0.0.2', i));
      log.note(knock('10.0.0.2', 9, 12));
      log.note({ event: 'command-given', command: 'migrate', order: { task: `1:${i}`, to: 2 }, by });
      log.note({ event: 'command-given', command: 'expel', order: {}, by });
      log.note({
        event: 'guest-ended',
        ...guestFields,
        reason: 'it was ended',
        forMs: 1,
        cpuMs: 1,
        memoryBytes: 1,
      });
    }
    expect(log.lines.map(({ event }) => event).sort()).toEqual([
      ...Array(4).fill('command-given'),
      ...Array(3).fill('guest-ended'),
      ...Array(3).fill('key-refused'),
    ]);
  });
});
const guestFields = { task: '3:1', home: 3, from: 3, program: 'pi.ts', hash: hex(7) };

describe('what is always new', () => {
  it('strangers from ever new addresses for a day cost a line a minute and counts; members are heard meanwhile', () => {
    const log = new Log();
    for (let i = 0; i < 20_000; i++) {
      log.ms = (i * DAY_MS) / 20_000;
      log.note(knock(`10.0.${i >> 8}.${i & 255}`));
      if (i % 100 === 0) log.note(guest(3, `3:${i}`));
    }
    log.tick(true);
    const ofStrangers = log.lines.filter(({ event }) => event === 'key-refused');
    expect(ofStrangers.length).toBeLessThan(1_440 + 64 + 64);
    expect(ofStrangers.reduce((sum, { times }) => sum + (times ?? 1), 0)).toBe(20_000);
    expect(ofStrangers.some(({ others }) => others)).toBe(true);
    expect(log.lines.filter(({ event }) => event === 'guest-admitted')).toHaveLength(200);
  });

  it('one member takes no room of another', () => {
    const log = new Log();
    for (let i = 0; i < 50_000; i++) log.note(guest(66, `66:${i}`));
    log.note(guest(3, '3:1'));
    expect(log.lines).toHaveLength(2_001);
    expect(log.lines.at(-1)).toMatchObject({ from: 3 });
    log.tick(true);
    expect(log.lines.at(-1)).toMatchObject({ from: 66, task: '66:49999', times: 48_000, others: true });
  });

  it('what is kept is bounded', () => {
    const log = new Log();
    const by = { uid: 0, pid: 7, program: 'mosctl' };
    for (let i = 0; i < 20_000; i++)
      log.note({ event: 'command-given', command: 'steer', order: { task: `1:${i}` }, by });
    expect(log.lines.length).toBeLessThan(5_001);
    log.tick(true);
    expect(log.lines.reduce((sum, { times }) => sum + (times ?? 1), 0)).toBe(20_000);
  });
});

it('who has one address of IPv6 has all of its network', () => {
  expect(networkOf('10.0.0.1')).toBe('10.0.0.1');
  expect(networkOf('::ffff:10.0.0.1')).toBe('::ffff:10.0.0.1');
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  expect(networkOf('2001:DB8::6')).toBe('2001:db8:0:0::/64');
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
});
