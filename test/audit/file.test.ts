/** The audit log on the disk: private, whole lines, bounded; whatever stands in it steers nothing. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Audit, noted } from '../../agent/audit/audit.ts';
import { auditFiles } from '../../agent/audit/file.ts';
import { encoded, inWords } from '../../agent/audit/line.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { type AuditEvent, type AuditLine, auditLine } from '../../protocol/audit.ts';
import { MAX_AUDIT_BYTES } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/ports.ts';

let state: string;
let warned: string[];
const log: Log = { debug() {}, info() {}, error() {}, warn: (message) => warned.push(message) };
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'omx-audit-'));
  warned = [];
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const lines = (file = auditFiles(state)[0]): AuditLine[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => auditLine.parse(JSON.parse(line)));
const member = (name: string): AuditEvent => ({
  event: 'member-joined',
  id: 7,
  name,
  fingerprint: 'a'.repeat(64),
  address: '10.0.0.7',
  token: 3,
});

it('is its owner’s alone, also where it was not', () => {
  const [file] = auditFiles(state);
  writeFileSync(file, '');
  chmodSync(file, 0o644);
  noted(state, member('x'), 1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(file);
  const audit = new Audit(join(state, 'new'), systemClock, log);
  audit.note(member('y'));
  expect(statSync(join(state, 'new')).mode & 0o777).toBe(0o700);
  expect(statSync(auditFiles(join(state, 'new'))[0]).mode & 0o777).toBe(0o600);
});

it('is no link to anything else', () => {
  writeFileSync(join(state, 'other'), '');
  symlinkSync(join(state, 'other'), auditFiles(state)[0]);
  expect(noted(state, member('x'), 1)).toContain('ELOOP');
  expect(readFileSync(join(state, 'other'), 'utf8')).toBe('');
});

it('keeps five files of a bounded size, whoever begins the next one', () => {
  const [newest, ...older] = auditFiles(state);
  for (let generation = 0; generation < 7; generation++) {
    noted(state, member(`first of ${generation}`), generation);
    const rest = MAX_AUDIT_BYTES - statSync(newest).size;
    writeFileSync(newest, `${' '.repeat(rest - 1)}\n`, { flag: 'a' });
  }
  noted(state, member('latest'), 7);
  expect(lines()).toMatchObject([{ name: 'latest' }]);
  expect(older).toHaveLength(4);
  expect(older.map((file) => JSON.parse(readFileSync(file, 'utf8').split('\n')[0]!).name)).toEqual(
    [6, 5, 4, 3].map((generation) => `first of ${generation}`),
  );
  for (const file of older) expect(statSync(file).size).toBeLessThanOrEqual(MAX_AUDIT_BYTES);
  expect(existsSync(`${newest}.5`)).toBe(false);
});

it('a line is one line, short, and steers no terminal', () => {
  const nasty = 'a\n\u001b]0;x\u0007\u009b2J\u202egpj\u2028\u200bb\ud800';
  const text = encoded({ atMs: 1, ...member(nasty) } as AuditLine);
  expect(text).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(text).name).toBe(nasty);
  const shown = inWords({ atMs: 1, ...member(nasty) } as AuditLine, () => 'T');
  expect(shown).toMatch(/^T member-joined +id=7 name="a\\n/);
  expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  const audit = new Audit(state, systemClock, log);
  audit.note(member('x'.repeat(100_000)));
  const order = { deep: { deeper: { deepest: { end: 1 } } }, many: Array(10_000).fill('y'.repeat(1_000)) };
  audit.note({ event: 'command-given', command: 'set', order, by: { node: 3 } });
  const [first, second] = lines();
  expect((first as { name: string }).name).toHaveLength(256);
  expect(second).toMatchObject({ order: { deep: { deeper: '…' } } });
  expect(statSync(auditFiles(state)[0]).size).toBeLessThan(20_000);
});

it('where it cannot be written the agent goes on, warns once, and says later what is missing', () => {
  const audit = new Audit(state, systemClock, log);
  const [file] = auditFiles(state);
  mkdirSync(file);
  for (let i = 0; i < 5; i++) audit.note(member(`lost ${i}`));
  expect(warned).toEqual(['the audit log has a gap']);
  rmSync(file, { recursive: true });
  audit.note(member('back'));
  audit.close({ event: 'agent-ended', pid: 7 });
  expect(lines()).toMatchObject([
    { event: 'agent-gap', lost: 5, reason: expect.stringContaining('EISDIR') },
    { name: 'back' },
    { event: 'agent-ended' },
  ]);
});
