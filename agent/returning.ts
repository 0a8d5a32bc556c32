import { rmSync, statSync, writeFileSync } from 'node:fs';
import { systemClock } from './system-clock.ts';

/** One that does not come back keeps nobody from starting another. */
const RETURN_MS = 30_000;

const markOf = (socket: string): string => `${socket}.returns`;

/** The agent of that socket ends, and another one is about to begin in its place: nobody is to start one meanwhile. */
export function announceReturn(socket: string): void {
  writeFileSync(markOf(socket), String(process.pid), { mode: 0o600 });
}

/** It is there, or does not come. */
export function hasReturned(socket: string): void {
  rmSync(markOf(socket), { force: true });
}

export function isReturning(socket: string): boolean {
  const mark = statSync(markOf(socket), { throwIfNoEntry: false });
  return mark !== undefined && Math.abs(systemClock.nowMs() - mark.mtimeMs) < RETURN_MS;
}
