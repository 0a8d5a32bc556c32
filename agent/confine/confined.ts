import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { HOST_FILTER_FD } from '../../protocol/descriptors.ts';
import { childOf } from './child-of.ts';
import { OPEN, WALLS, type Wall, type Way, waysOf } from './ways.ts';

export interface Confinement {
  way: Way;
  /** What this machine lacks, and why. */
  missing: { wall: Wall; why: string }[];
}

const TRY_MS = 5_000;

let found: Promise<Confinement> | undefined;
let known: Confinement | null = null;

/** The best way to start a host on this machine. Tried once. */
export function confinement(): Promise<Confinement> {
  found ??= firstThatWorks().then((best) => {
    known = best;
    return best;
  });
  return found;
}

/** The same for who does not wait; null where no host has been started yet. */
export const knownConfinement = (): Confinement | null => known;

async function firstThatWorks(): Promise<Confinement> {
  if (process.platform !== 'linux') return missingIn(OPEN, `it takes Linux, this is ${process.platform}`);
  const node = process.execPath;
  const refused: string[] = [];
  for (const way of waysOf({ node, libraries: librariesOfNode(), architecture: process.arch })) {
    const why = await failureOf(way, node);
    if (why === null) return missingIn(way, reasonOf(refused));
    refused.push(why);
  }
  return missingIn(OPEN, reasonOf(refused));
}

function missingIn(way: Way, why: string): Confinement {
  const missing = WALLS.filter((wall) => !way.walls.includes(wall));
  return { way, missing: missing.map((wall) => ({ wall, why })) };
}

/** What stands in the way of the best one is what its owner can do something about. */
function reasonOf(refused: readonly string[]): string {
  const hasBubblewrap = ['/usr/bin/bwrap', '/bin/bwrap'].some((path) => existsSync(path));
  if (!hasBubblewrap) return 'bubblewrap (bwrap) is not installed';
  return refused[0] ?? 'this machine has no numbers of system calls here';
}

/** Null where it works: the program starts there, and is found. */
function failureOf(way: Way, node: string): Promise<string | null> {
  const [file = node, ...args] = [...way.prefix, node, '--version'];
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      env: {},
      cwd: '/',
      timeout: TRY_MS,
      stdio: ['ignore', 'ignore', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const filter = (child.stdio as unknown as Writable[])[HOST_FILTER_FD]!;
    filter.on('error', () => {});
    filter.end(way.filter ?? undefined);
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => {
      const isSeen = !way.isParent || childOf(process.pid) !== undefined;
      if (code === 0) resolve(isSeen ? null : 'the kernel does not say which processes are whose');
      else resolve(said.trim().split('\n')[0]?.slice(0, 200) || `${file} ends with ${code}`);
    });
  });
}

/** As this process, which is the same program, has them loaded. */
function librariesOfNode(): string[] {
  // Looking up the names of peers takes time, and nobody asks for them; not all releases know that they need not.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const { sharedObjects } = report.getReport() as { sharedObjects: string[] };
  if (before !== undefined) report.excludeNetwork = before;
  return sharedObjects.filter((file) => /^\/.*\.so(?:\.[\d.]+)?$/.test(file));
}
