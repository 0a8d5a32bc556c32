import type { AuditLine } from '../../protocol/audit.ts';
import { MAX_AUDIT_CHARS } from '../../protocol/limits.ts';

/** Control characters, those that turn the direction of writing, that take no room, or end a line somewhere. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const MOST_DEPTH = 3;
const MOST_ENTRIES = 64;

/** Names and reasons come from others: shortened where they are long. */
export function bounded<T>(value: T, depth = MOST_DEPTH): T {
  const shorter = (text: string): string =>
    text.length <= MAX_AUDIT_CHARS ? text : `${text.slice(0, MAX_AUDIT_CHARS - 1)}…`;
  if (typeof value === 'string') return shorter(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…' as T;
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((one) => bounded(one, depth - 1)) as T;
  const entries = Object.entries(value).slice(0, MOST_ENTRIES);
  return Object.fromEntries(entries.map(([name, one]) => [shorter(name), bounded(one, depth - 1)])) as T;
}

/** As it is written: JSON in which no character steers a terminal, whoever prints it. */
export function encoded(line: AuditLine): string {
  const escaped = (text: string): string =>
    Array.from(
      { length: text.length },
      (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join('');
  const { atMs, event, ...rest } = line;
  return `${JSON.stringify({ atMs, event, ...rest }).replace(STEERING, escaped)}\n`;
}

/** For people: `2026-11-22 14:05:10.123 guest-refused task=3:771 program=pi.ts … (31 times since 14:04:10)`. */
export function inWords(line: AuditLine, shownTime: (ms: number) => string): string {
  const { atMs, event, times, sinceMs, others, ...fields } = line;
  const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${valueInWords(name, value)}`);
  const like = others ? ', others like it' : '';
  const again = times === undefined ? '' : ` (${times} times since ${shownTime(sinceMs ?? atMs)}${like})`;
  return `${shownTime(atMs)} ${event.padEnd(16)}${shown.join('')}${again}`.replace(STEERING, '?');
}

function valueInWords(name: string, value: unknown): string {
  if (name === 'by') {
    const { node, uid, pid, program } = value as {
      node?: number;
      uid?: number;
      pid?: number;
      program?: string;
    };
    return node === undefined ? `${program ?? 'process'}[${pid ?? '?'}],uid ${uid ?? '?'}` : `node ${node}`;
  }
  if (name === 'expiresAtMs') return new Date(value as number).toISOString();
  if (name === 'fingerprint' || name === 'hash') return String(value ?? '-').slice(0, SHOWN_OF_HASH);
  if (value === null) return '-';
  return typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

const SHOWN_OF_HASH = 12;
