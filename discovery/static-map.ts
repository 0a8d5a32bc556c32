import * as z from 'zod/mini';
import { OmosixError } from '../protocol/errors.ts';
import { MAX_PEERS } from '../protocol/limits.ts';
import type { MapEntry } from '../protocol/members.ts';
import { nodeId, text } from '../protocol/node.ts';

/**
 * The static map: who is in the cluster, where, and by which key each is known. Two forms, told apart by the first character.
 *
 * JSON: `[{ "id": 1, "host": "127.0.0.1", "port": 4711, "key": "ssh-ed25519 AAAA…", "name": "node1" }, …]`; `name` may be absent.
 *
 * openMosix's format, one range or node a line, extended by `port=` and `key=`; `#` begins a comment:
 *
 *     # first-ID  host          count|ALIAS
 *     1           192.168.1.10  5
 *     6           lab7          1            port=2222 key=AAAAC3NzaC1lZDI1NTE5AAAAI…
 *     6           192.168.7.7   ALIAS
 *
 * A node without a key is known by name only: nobody connects to it before it has one.
 */
export type { MapEntry };

/** Where an agent listens unless told otherwise. */
export const DEFAULT_PORT = 4712;

const port = z.int().check(z.gte(1), z.lte(65535));
const jsonMap = z.array(z.object({ id: nodeId, host: text, port, key: text, name: z.optional(text) }));

export function parseMap(content: string): MapEntry[] {
  const entries = content.trimStart().startsWith('[') ? parseJson(content) : parseLines(content);
  if (entries.length > MAX_PEERS)
    throw new OmosixError('EUSAGE', `map of ${entries.length} nodes: at most ${MAX_PEERS}`);
  const seen = new Set<number>();
  for (const { id } of entries) {
    if (seen.has(id)) throw new OmosixError('EUSAGE', `map: node ${id} stands there twice`);
    seen.add(id);
  }
  return entries;
}

function parseJson(content: string): MapEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new OmosixError('EUSAGE', `map: ${(error as Error).message}`);
  }
  const result = z.safeParse(jsonMap, value);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new OmosixError('EUSAGE', `map: ${issue.path.join('.')}: ${issue.message}`);
  }
  return result.data.map((entry) => ({ ...entry, name: entry.name ?? entry.host }));
}

function parseLines(content: string): MapEntry[] {
  const entries: MapEntry[] = [];
  for (const [index, raw] of content.split('\n').entries()) {
    const line = raw.replace(/#.*/, '').trim();
    if (line !== '') entries.push(...parseLine(line, index + 1));
  }
  return entries;
}

function parseLine(line: string, number: number): MapEntry[] {
  const wrong = (what: string): OmosixError =>
    new OmosixError('EUSAGE', `map, line ${number}: ${what}: ${line}`);
  const [idText, host, countText, ...options] = line.split(/\s+/);
  const id = Number(idText);
  if (!Number.isInteger(id) || id < 1 || id > 65535) throw wrong('a node ID is 1 to 65535');
  if (!host || !countText) throw wrong("expected 'first-ID host count' or 'ID host ALIAS'");
  // An alias is one more address of a node whose own line gives the one we dial.
  if (countText.toUpperCase() === 'ALIAS') return [];
  const count = Number(countText);
  if (!Number.isInteger(count) || count < 1 || id + count - 1 > 65535)
    throw wrong('a count of nodes is 1 or more');
  let entryPort = DEFAULT_PORT;
  let key: string | null = null;
  for (const option of options) {
    if (option.startsWith('port=') && port.safeParse(Number(option.slice(5))).success)
      entryPort = Number(option.slice(5));
    else if (option.startsWith('key=') && count === 1) key = `ssh-ed25519 ${option.slice(4)}`;
    else throw wrong(`'${option}' is not understood here`);
  }
  return Array.from({ length: count }, (_, step) => {
    const address = nextHost(host, step);
    if (address === null) throw wrong('a range of nodes needs an IPv4 address to count from');
    return { id: id + step, host: address, port: entryPort, key, name: address };
  });
}

/** The address `step` after an IPv4 address; a name only counts to itself. */
function nextHost(host: string, step: number): string | null {
  if (step === 0) return host;
  const parts = host.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return null;
  const sum = parts.reduce((total, part) => total * 256 + part, 0) + step;
  if (sum > 0xffffffff) return null;
  return [24, 16, 8, 0].map((shift) => Math.floor(sum / 2 ** shift) % 256).join('.');
}

/** The map in openMosix's format, as `parseMap` reads it; names stand in comments. */
export function mapText(entries: readonly MapEntry[]): string {
  const lines = entries.map(({ id, host, port, key, name }) => {
    const known = key === null ? '' : ` key=${key.slice(key.indexOf(' ') + 1)}`;
    return `${id} ${host} 1 port=${port}${known}  # ${name}\n`;
  });
  return `# first-ID host count\n${lines.join('')}`;
}
