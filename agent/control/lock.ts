import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { OmosixError } from '../../protocol/errors.ts';

const BOUND_MS = 5_000;
const RETRY_MS = 10;

/** One process at a time: for the few ms in which an agent finds out that nobody is there and takes the place. */
export async function withLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; !take(path); waitedMs += RETRY_MS) {
    if (waitedMs > BOUND_MS) throw new OmosixError('EREFUSED', `another agent holds ${path}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  try {
    return await action();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // Whoever died holding it holds it no longer.
  if (!isHeld(path)) rmSync(path, { force: true });
  return false;
}

function isHeld(path: string): boolean {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    // Made but not yet written.
    if (holder === 0) return true;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
