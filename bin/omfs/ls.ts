import { modeInLetters, monthAndDay } from '../../agent/mfs/ls-words.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { StatResult } from '../../protocol/syscalls.ts';
import { bytes, plain } from '../../tui/table.ts';
import { expanded } from './glob.ts';
import { inside, isDirectory, Kind, kindOf, type Place, sizeOf } from './place.ts';
import { inWords, tell } from './trouble.ts';

export interface LsOptions {
  all?: true;
  long?: true;
  humanReadable?: true;
  directory?: true;
  recursive?: true;
  json?: true;
}

interface Listed {
  name: string;
  stat: StatResult;
  place: Place;
  target: string | null;
}

/** As ls: files first, then what is in directories; sorted by their bytes. */
export async function ls(operands: string[], options: LsOptions): Promise<void> {
  const files: Listed[] = [];
  const directories: Place[] = [];
  for (const place of await expanded(operands.length > 0 ? operands : ['/mfs'])) {
    try {
      const listed = await look(place, options);
      if (isDirectory(listed.stat) && !options.directory) directories.push(place);
      else files.push(listed);
    } catch (error) {
      tell('ls', `cannot access '${place.shown}'`, error, 2);
    }
  }
  if (files.length > 0) print(files, options);
  const titled = operands.length > 1 || directories.length + files.length > 1 || options.recursive === true;
  let first = files.length === 0;
  for (const queue = directories; queue.length > 0; ) {
    const place = queue.shift()!;
    const entries = await inDirectory(place, options);
    if (!entries) continue;
    if (titled && !options.json) process.stdout.write(`${first ? '' : '\n'}${plain(place.shown)}:\n`);
    first = false;
    print(entries, options);
    if (options.recursive)
      queue.unshift(...entries.filter(({ stat }) => isDirectory(stat)).map((entry) => entry.place));
  }
}

/** With -l a link is shown, else what it leads to. */
async function look(place: Place, { long, directory }: LsOptions): Promise<Listed> {
  const { tree, path, shown } = place;
  const stat = await (long || directory ? tree.lstat(path) : tree.stat(path).catch(() => tree.lstat(path)));
  return { name: shown, stat, place, target: await targetOf(place, stat) };
}

async function inDirectory(place: Place, { all }: LsOptions): Promise<Listed[] | null> {
  try {
    const entries = await place.tree.readdir(place.path);
    const shown = entries.filter(({ name }) => all || !name.startsWith('.'));
    shown.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    return await Promise.all(
      shown.map(async ({ name, stat }) => {
        const there = inside(place, name);
        return { name, stat, place: there, target: await targetOf(there, stat) };
      }),
    );
  } catch (error) {
    tell('ls', `cannot open directory '${place.shown}'`, error, 2);
    return null;
  }
}

async function targetOf({ tree, path }: Place, stat: StatResult): Promise<string | null> {
  return kindOf(stat) === Kind.LINK ? tree.readlink(path).catch((error) => inWords(error)) : null;
}

function print(listed: readonly Listed[], options: LsOptions): void {
  if (options.json) {
    const rows = listed.map(({ name, stat, target, place }) => ({
      name,
      path: place.shown,
      type: TYPES.get(kindOf(stat)) ?? 'unknown',
      mode: Number(stat.mode) & 0o7777,
      links: Number(stat.nlink),
      uid: Number(stat.uid),
      gid: Number(stat.gid),
      size: sizeOf(stat),
      mtimeMs: Number(BigInt(stat.mtimeNs) / 1_000_000n),
      ...(target !== null && { target }),
    }));
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const rows = listed.map((one) =>
    options.long ? long(one, options.humanReadable === true) : [plain(one.name)],
  );
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]!.length))) ?? [];
  for (const row of rows) {
    const cells = row.map((cell, at) =>
      at === row.length - 1 || at === 0 ? cell : cell.padStart(widths[at]!),
    );
    process.stdout.write(`${cells.join(' ')}\n`);
  }
}

const TYPES = new Map<number, string>([
  [Kind.FILE, 'file'],
  [Kind.DIRECTORY, 'directory'],
  [Kind.LINK, 'link'],
  [Kind.FIFO, 'fifo'],
  [Kind.SOCKET, 'socket'],
  [Kind.CHARACTER, 'character device'],
  [Kind.BLOCK, 'block device'],
]);

/** Owners by number: a name may be somebody else's on another node. */
function long({ name, stat, target }: Listed, isForPeople: boolean): string[] {
  const size = sizeOf(stat);
  return [
    modeInLetters(Number(stat.mode)),
    String(stat.nlink),
    String(stat.uid),
    String(stat.gid),
    isForPeople ? bytes(size) : String(size),
    when(Number(BigInt(stat.mtimeNs) / 1_000_000n)),
    plain(target === null ? name : `${name} -> ${target}`),
  ];
}

const HALF_A_YEAR_MS = 15_778_476_000;

function when(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const age = systemClock.nowMs() - ms;
  const isRecent = age >= 0 && age < HALF_A_YEAR_MS;
  const time = isRecent ? `${two(date.getHours())}:${two(date.getMinutes())}` : ` ${date.getFullYear()}`;
  return `${monthAndDay(date)} ${time}`;
}
