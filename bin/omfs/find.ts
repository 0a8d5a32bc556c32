import { OmosixError } from '../../protocol/errors.ts';
import type { StatResult } from '../../protocol/syscalls.ts';
import { expanded, patternOf } from './glob.ts';
import { inside, isDirectory, Kind, kindOf, nameOfPlace, type Place, sizeOf } from './place.ts';
import { tell } from './trouble.ts';

export interface FindOptions {
  name?: string;
  iname?: string;
  type?: string;
  size?: string;
  maxdepth?: string;
  mindepth?: string;
  print0?: true;
  json?: true;
}

/** find's own options have one dash and many letters. */
export const findOptions = ['name', 'iname', 'type', 'size', 'maxdepth', 'mindepth', 'print0'];

type Test = (name: string, stat: StatResult) => boolean;

const TYPES: Record<string, number> = {
  f: Kind.FILE,
  d: Kind.DIRECTORY,
  l: Kind.LINK,
  p: Kind.FIFO,
  s: Kind.SOCKET,
  c: Kind.CHARACTER,
  b: Kind.BLOCK,
};
/** `c` bytes, `b` or nothing blocks of 512. */
const UNITS: Record<string, number> = { c: 1, w: 2, b: 512, '': 512, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };

export async function find(operands: string[], options: FindOptions): Promise<void> {
  const tests = testsOf(options);
  const [least, most] = [
    depthOf('mindepth', options.mindepth, 0),
    depthOf('maxdepth', options.maxdepth, 1e9),
  ];
  const found: { path: string; type: string; size: number }[] = [];
  const end = options.print0 ? '\0' : '\n';
  const visit = async (place: Place, stat: StatResult, depth: number): Promise<void> => {
    if (depth >= least && tests.every((test) => test(nameOfPlace(place), stat))) {
      const [type = 'u'] = Object.entries(TYPES).find(([, kind]) => kind === kindOf(stat)) ?? [];
      if (options.json) found.push({ path: place.shown, type, size: sizeOf(stat) });
      else process.stdout.write(place.shown + end);
    }
    if (!isDirectory(stat) || depth >= most) return;
    try {
      for (const entry of await place.tree.readdir(place.path))
        await visit(inside(place, entry.name), entry.stat, depth + 1);
    } catch (error) {
      tell('find', `'${place.shown}'`, error);
    }
  };
  for (const place of await expanded(operands.length > 0 ? operands : ['.'])) {
    try {
      await visit(place, await place.tree.lstat(place.path), 0);
    } catch (error) {
      tell('find', `'${place.shown}'`, error);
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
}

function testsOf({ name, iname, type, size }: FindOptions): Test[] {
  const tests: Test[] = [];
  if (name !== undefined) {
    const pattern = patternOf(name);
    tests.push((each) => pattern.test(each));
  }
  if (iname !== undefined) {
    const pattern = new RegExp(patternOf(iname), 'is');
    tests.push((each) => pattern.test(each));
  }
  if (type !== undefined) {
    const kinds = type.split(',').map((letter) => TYPES[letter]);
    if (kinds.includes(undefined))
      throw new OmosixError('EUSAGE', `find: -type ${type}: one of f,d,l,p,s,c,b`);
    tests.push((_, stat) => kinds.includes(kindOf(stat)));
  }
  if (size !== undefined) tests.push(sizeTest(size));
  return tests;
}

/** As find's: sizes are rounded up to whole units. */
function sizeTest(size: string): Test {
  const match = /^([+-]?)(\d+)([cwbkMG]?)$/.exec(size);
  if (!match)
    throw new OmosixError(
      'EUSAGE',
      `find: -size ${size}: a number, with + or - before and c, k, M or G after it`,
    );
  const [, sign, count, unit] = match;
  return (_, stat) => {
    const units = Math.ceil(sizeOf(stat) / UNITS[unit!]!);
    const wanted = Number(count);
    return sign === '+' ? units > wanted : sign === '-' ? units < wanted : units === wanted;
  };
}

function depthOf(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new OmosixError('EUSAGE', `find: -${option} ${text}: a number of levels`);
}
