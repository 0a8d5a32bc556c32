/** Names that tell which process made a thing, so that what a dead one left can be taken away. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../processes.ts';

const PREFIX = 'omxl';
const NAMESPACES = '/run/netns';
const CGROUPS = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/memory', '/sys/fs/cgroup'];

export const ownName = (what: string): string => `${PREFIX}${process.pid}-${what}`;

export const ownDirectory = (): string => realpathSync(mkdtempSync(join(tmpdir(), `${ownName('')}`)));

/** Takes away what runs that are over have left: namespaces, directories, CPU limits. */
export function removeLeftovers(): void {
  for (const name of leftIn(NAMESPACES)) execFileSync('ip', ['netns', 'delete', name]);
  for (const name of leftIn(tmpdir())) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  for (const parent of CGROUPS) for (const name of leftIn(parent)) rmCgroup(join(parent, name));
}

/** A cgroup is removed as a directory, and only once it is empty. */
export function rmCgroup(path: string): void {
  try {
    // Agents make some of their own below it.
    execFileSync('find', [path, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', '+'], { stdio: 'ignore' });
  } catch {
    // A process of it is still ending: the next run takes it away.
  }
}

function leftIn(directory: string): string[] {
  const pattern = new RegExp(`^${PREFIX}(\\d+)-`);
  return names(directory).filter((name) => {
    const owner = pattern.exec(name)?.[1];
    return owner !== undefined && Number(owner) !== process.pid && !isAlive(Number(owner));
  });
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
