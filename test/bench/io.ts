import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripTypes } from '../support/plain.ts';
import { Channel } from './channel.ts';
import type { Omosix } from './omosix.ts';
import { runScript } from './process.ts';
import { programFile } from './programs.ts';
import { type Summary, summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

export interface IoSizes {
  mb: number;
  files: number;
  lines: number;
}

const ROUND_TRIPS = 2000;
const SMALL_FILE_BYTES = 1000;
const GOALS = { callUs: 200, call: 4, bulk: 0.6, scan: 2, lines: 1.5 };

interface Place {
  omosix: Omosix;
  root: string;
  channelServer: string;
  /** For files, and programs without their types. */
  directory: string;
}

/** What a program pays for its home being elsewhere: calls, files and output of one that runs on another local node. */
export async function io(place: Place, sizes: IoSizes, repeats: number): Promise<Row[]> {
  const rows = [...(await calls(place, repeats)), ...(await sequential(place, sizes.mb, repeats))];
  return [
    ...rows,
    ...(await scan(place, sizes.files, repeats)),
    ...(await lines(place, sizes.lines, repeats)),
  ];
}

/** Prints one number. */
async function away({ omosix, root }: Place, program: string, args: (string | number)[]): Promise<number> {
  const node = ['--nodes', '2', '-j', '2', '--lock'];
  const finished = await omosix.run([...node, programFile(root, program), ...args.map(String)]);
  const { code, stdout, stderr } = finished;
  if (code !== 0) throw new Error(`${program}: exit ${code}: ${stderr}`);
  return Number(stdout);
}

async function calls(place: Place, repeats: number): Promise<Row[]> {
  const file = join(place.directory, 'empty');
  writeFileSync(file, '');
  const channel = await Channel.open(place.channelServer, 1);
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    bare.push(await channel.roundTripUs(ROUND_TRIPS));
    ours.push(await away(place, 'round-trips', [file, ROUND_TRIPS]));
  }
  await channel.close();
  const us = summary(ours);
  return [
    { what: 'bare ssh2 round trip', ...cells(summary(bare), 0, ' µs'), goal: '', isMet: null },
    {
      what: 'fstatSync',
      ...cells(us, 0, ' µs'),
      goal: `≤ ${GOALS.callUs} µs`,
      isMet: us.median <= GOALS.callUs,
    },
    atMost('fstatSync : round trip', ratio(ours, bare), GOALS.call),
  ];
}

async function sequential(place: Place, mb: number, repeats: number): Promise<Row[]> {
  const file = join(place.directory, 'large');
  const channel = await Channel.open(place.channelServer, mb * 1_000_000);
  const rates = { bare: [] as number[], write: [] as number[], read: [] as number[] };
  for (let i = 0; i < repeats; i++) {
    rates.bare.push(await channel.rate());
    for (const what of ['write', 'read'] as const)
      rates[what].push(await away(place, 'sequential', [what, file, mb]));
  }
  await channel.close();
  rmSync(file);
  const row = (what: 'read' | 'write'): Row[] => {
    const share = ratio(rates[what], rates.bare);
    const isMet = share.median >= GOALS.bulk;
    return [
      {
        what: `${what} ${mb} MB by 64 KiB`,
        ...cells(summary(rates[what]), 0, ' MB/s'),
        goal: '',
        isMet: null,
      },
      { what: `${what} : channel`, ...cells(share, 2), goal: `≥ ${GOALS.bulk}`, isMet },
    ];
  };
  const bare = { what: `${mb} MB over a bare ssh2 channel`, ...cells(summary(rates.bare), 0, ' MB/s') };
  return [{ ...bare, goal: '', isMet: null }, ...row('read'), ...row('write')];
}

async function scan(place: Place, files: number, repeats: number): Promise<Row[]> {
  const directory = join(place.directory, 'small');
  mkdirSync(directory);
  const content = Buffer.alloc(SMALL_FILE_BYTES, 'a');
  for (let i = 0; i < files; i++) writeFileSync(join(directory, `file-${i}`), content);
  const plain = await stripTypes(programFile(place.root, 'scan'), join(place.directory, 'plain'));
  const [ours, local]: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    const { stdout } = await runScript({ args: [plain, directory, String(files)], cwd: place.directory });
    local.push(Number(stdout));
    ours.push(await away(place, 'scan', [directory, files]));
  }
  rmSync(directory, { recursive: true });
  const perFile = summary(ours.map((ms) => (ms * 1000) / files));
  const goal = hasSshfs() ? '' : `(≤ ${GOALS.scan} × sshfs, which is not installed)`;
  return [
    { what: `scan of ${files} files, each`, ...cells(perFile, 0, ' µs'), goal, isMet: null },
    { what: 'scan : plain node', ...cells(ratio(ours, local), 1), goal: '', isMet: null },
  ];
}

function hasSshfs(): boolean {
  try {
    execFileSync('sshfs', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function lines(place: Place, count: number, repeats: number): Promise<Row[]> {
  const program = programFile(place.root, 'lines');
  const plain = await stripTypes(program, join(place.directory, 'plain'));
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    const bare = await runScript({ args: [plain, String(count)], cwd: place.directory });
    const moved = await place.omosix.run(['--nodes', '2', '-j', '2', '--lock', program, String(count)]);
    if (bare.stdout !== moved.stdout) throw new Error('lines: other output than under node');
    theirs.push(Number(bare.stderr));
    ours.push(Number(moved.stderr));
  }
  return [atMost(`${count} lines into a pipe : plain node`, ratio(ours, theirs), GOALS.lines)];
}

const ratio = (ours: number[], theirs: number[]): Summary =>
  summary(ours.map((value, i) => value / theirs[i]!));

const atMost = (what: string, value: Summary, goal: number): Row => ({
  what,
  ...cells(value, 2),
  goal: `≤ ${goal}`,
  isMet: value.median <= goal,
});
