/** What a node keeps about members, and whom it believes. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admit, knowsInvitation } from '../../agent/membership/join-desk.ts';
import { Ledger } from '../../agent/membership/ledger.ts';
import type { JoinRequest } from '../../protocol/join.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { entryOf, keyOf } from './fixtures/entries.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'omx-'));
});
afterEach(() => rmSync(state, { recursive: true }));

const OWN = keyOf('O');
const self = { id: 7, name: 'own', addresses: [{ host: '192.0.2.7', port: 4712 }] };
const open = (key = OWN): Ledger => new Ledger(state, key);
const request: JoinRequest = { op: 'join', version: PROTOCOL_VERSION, name: 'new', addresses: [] };
const secret = Buffer.alloc(16, 5);
const HOUR = 3_600_000;

describe('the ledger', () => {
  it('is the same after a restart, in files for its user alone, and nothing half-written', () => {
    const ledger = open();
    ledger.describe(self);
    ledger.told([entryOf('A'), entryOf('B')], keyOf('A'));
    ledger.setGrants(keyOf('A'), ['admin', 'run', 'admin']);
    ledger.invite(secret, HOUR, 0);
    const again = open();
    expect([...again.book]).toEqual([...ledger.book]);
    expect(again.own).toMatchObject({ ...self, state: 'member', version: 1 });
    expect(again.grantsOf(keyOf('A'))).toEqual(['admin', 'run']);
    expect(again.grantsOf(keyOf('B'))).toEqual(['run', 'host']);
    expect(again.invitations).toEqual(ledger.invitations);
    expect(JSON.stringify(again.invitations)).not.toContain(secret.toString('hex'));
    const files = readdirSync(state);
    expect(files.sort()).toEqual(['grants.json', 'invitations.json', 'members.json']);
    for (const file of files) expect(statSync(join(state, file)).mode & 0o777).toBe(0o600);
  });

  it('says of each damaged file which one it is', () => {
    open().describe(self);
    for (const file of ['members.json', 'grants.json', 'invitations.json']) {
      const path = join(state, file);
      for (const damage of ['', '[{"key":1}]', '{"x":["fly"]}']) {
        writeFileSync(path, damage);
        expect(() => open()).toThrow(`${path} is damaged`);
      }
      rmSync(path);
    }
  });

  it('tells news of itself only', () => {
    const ledger = open();
    expect([
      ledger.describe(self),
      ledger.describe(self),
      ledger.describe({ ...self, name: 'other' }),
    ]).toEqual([true, false, true]);
    expect(ledger.own?.revision).toBe(2);
  });

  it('with another key of its own is another node: the one before is gone', () => {
    open().describe(self);
    const other = open(keyOf('P'));
    expect(other.book.get(OWN)?.state).toBe('forgotten');
    expect(other.own).toBeUndefined();
    other.describe({ ...self, id: other.rightfulId() });
    expect(open(keyOf('P')).own?.name).toBe('own');
  });

  it('gives up an ID to a smaller key, and to no other', () => {
    const ledger = open();
    ledger.describe(self);
    ledger.told([entryOf('P', { id: 7 })], keyOf('A'));
    expect(ledger.rightfulId()).toBe(7);
    ledger.told([entryOf('B', { id: 7 })], keyOf('A'));
    expect(ledger.rightfulId()).not.toBe(7);
  });

  it('answers who is wrong about itself, and passes on what is new', () => {
    const ledger = open();
    ledger.describe(self);
    const own = ledger.own!;
    expect(ledger.told([entryOf('A'), own], keyOf('A'))).toEqual({ news: [entryOf('A')], answers: [] });
    expect(ledger.told([entryOf('A')], keyOf('B'))).toEqual({ news: [], answers: [] });
    const { news, answers } = ledger.told([{ ...own, revision: 5, name: 'wrong' }], keyOf('A'));
    expect([news, answers]).toEqual([[], [{ ...own, revision: 6 }]]);
    expect(ledger.told([{ ...own, version: 9, state: 'revoked' }], keyOf('A')).answers).toEqual([]);
    expect(ledger.own?.state).toBe('member');
  });
});

describe('admission', () => {
  const invited = (): { ledger: Ledger; number: number } => {
    const ledger = open();
    ledger.describe(self);
    return { ledger, number: ledger.invite(secret, HOUR, 0) };
  };

  it('is for the secret and the number together', () => {
    const { ledger, number } = invited();
    expect(knowsInvitation(ledger, number, secret)).toBe(true);
    expect(knowsInvitation(ledger, number + 1, secret)).toBe(false);
    expect(knowsInvitation(ledger, number, Buffer.alloc(16, 6))).toBe(false);
  });

  it('enters one key, that one again, and after its revocation only by another token', () => {
    const { ledger, number } = invited();
    const shown = { number, secret, key: keyOf('N') };
    const first = admit(ledger, shown, request, 1);
    expect(first).toMatchObject({ entry: { name: 'new', state: 'member', version: 1 } });
    expect(admit(ledger, shown, request, 2 * HOUR)).toMatchObject({
      entry: { id: ledger.book.get(keyOf('N'))?.id },
    });
    expect(admit(ledger, { ...shown, key: keyOf('M') }, request, 1)).toMatchObject({
      refusal: expect.stringContaining('was used already'),
    });
    ledger.decide(ledger.book.get(keyOf('N'))!, 'revoked');
    expect(admit(ledger, shown, request, 1)).toHaveProperty('refusal');
    const another = ledger.invite(secret, HOUR, 0);
    expect(admit(ledger, { ...shown, number: another }, request, 1)).toMatchObject({ entry: { version: 3 } });
  });

  it('gives an ID that no member has', () => {
    const { ledger, number } = invited();
    const probe = admit(ledger, { number, secret, key: keyOf('N') }, request, 1) as { entry: { id: number } };
    rmSync(join(state, 'members.json'));
    const fresh = invited();
    fresh.ledger.put([entryOf('A', { id: probe.entry.id })]);
    const other = admit(fresh.ledger, { number: fresh.number, secret, key: keyOf('N') }, request, 1);
    expect((other as typeof probe).entry.id).not.toBe(probe.entry.id);
  });

  it('is not for another protocol, nor for oneself; neither spends the token', () => {
    const { ledger, number } = invited();
    const shown = { number, secret, key: keyOf('N') };
    expect(admit(ledger, shown, { ...request, version: 99 }, 1)).toMatchObject({
      refusal: expect.stringContaining('this one 99: install the same version of omosix on both'),
    });
    expect(admit(ledger, { ...shown, key: OWN }, request, 1)).toHaveProperty('refusal');
    expect(admit(ledger, shown, request, 1)).toHaveProperty('entry');
  });
});
