import { existsSync } from 'node:fs';
import { delimiter, posix, resolve } from 'node:path';
import { Option } from 'commander';
import { OmosixError } from '../../protocol/errors.ts';
import type { Grants } from '../../protocol/grants.ts';
import { MAX_GRANTED } from '../../protocol/limits.ts';
import { assertHost } from '../deputy/grants/hosts.ts';
import { placeOf } from '../deputy/grants/places.ts';
import { namesOf, programAt } from '../deputy/grants/programs.ts';

const KINDS = ['read', 'write', 'net', 'run', 'env'] as const;
type Kind = (typeof KINDS)[number];

/** Stands for no value: no command line can hold it. */
const BARE = '\0';
const isBare = (word: string): boolean => KINDS.some((kind) => word === `--allow-${kind}`);

/** A value stands behind `=` alone, as with Deno: what follows an option without one is the program. */
export const marked = (argv: readonly string[]): string[] =>
  argv.map((word) => (isBare(word) ? `${word}=${BARE}` : word));
export const unmarked = (words: readonly string[]): string[] =>
  words.map((word) => word.replace(`=${BARE}`, ''));

/** `--allow-read` and its like. */
export const grantOptions = (): Option[] =>
  KINDS.map((kind) =>
    new Option(`--allow-${kind} <values>`).argParser((value, before: string[] = []) => [...before, value]),
  );

/** As they were given, relative to here. Null where nothing is said: then the program may do what its user may. @throws OmosixError EUSAGE */
export function grantsOf(given: Record<string, unknown>): Grants | null {
  const values = (kind: Kind) =>
    given[`allow${kind[0]!.toUpperCase()}${kind.slice(1)}`] as string[] | undefined;
  if (given.permission !== true && KINDS.every((kind) => values(kind) === undefined)) return null;
  const granted = (kind: Kind, each: (value: string) => string[]): true | string[] => {
    const all = values(kind) ?? [];
    if (all.includes(BARE)) return true;
    const words = all.flatMap((value) => value.split(','));
    if (words.includes(''))
      throw new OmosixError('EUSAGE', `--allow-${kind}= names nothing (see omrun --help)`);
    if (words.length > MAX_GRANTED)
      throw new OmosixError('EUSAGE', `--allow-${kind} names more than ${MAX_GRANTED}`);
    return [...new Set(words.flatMap(each))];
  };
  return {
    read: granted('read', placesOf),
    write: granted('write', placesOf),
    net: granted('net', (entry) => {
      assertHost(entry);
      return [entry];
    }),
    run: granted('run', filesOf),
    env: granted('env', (name) => [name]),
  };
}

const isOfCluster = (path: string): boolean => /^\/mfs(\/|$)/.test(path) && !existsSync('/mfs');

function placesOf(path: string): string[] {
  const whole = resolve(path);
  return isOfCluster(whole) ? [posix.normalize(whole)] : [placeOf(whole)];
}

function filesOf(name: string): string[] {
  const file = programAt(name, process.env.PATH ?? '', process.cwd());
  if (file === null)
    throw new OmosixError('EUSAGE', `--allow-run: there is no program '${name}' (its PATH: ${pathShown()})`);
  return namesOf(file);
}

const pathShown = (): string => (process.env.PATH ?? '').split(delimiter).join(' ');

/** What `--explain` says of them. */
export function grantsShown(grants: Grants | null): string {
  if (grants === null) return '';
  const lines = KINDS.map((kind) => {
    const what = grants[kind];
    return `  ${kind.padEnd(5)} ${what === true ? 'all' : what.length === 0 ? 'nothing' : what.join(', ')}`;
  });
  return ['', 'At home it may use its streams, read what it was loaded from, and:', ...lines, ''].join('\n');
}
