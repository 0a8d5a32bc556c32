/** A wall clock of a machine's own: time namespaces have only monotonic clocks. */
import { existsSync } from 'node:fs';

/** Of Debian's package faketime. */
const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

export const fakeTimeIsMissing = (): string | null =>
  existsSync(LIBRARY) ? null : `${LIBRARY} is missing (package faketime)`;

/** For the commands of a machine: its wall clock is what is in this file, looked at once a second; the monotonic one is nobody's. */
export const fakedClock = (file: string): Record<string, string> => ({
  LD_PRELOAD: LIBRARY,
  FAKETIME_TIMESTAMP_FILE: file,
  FAKETIME_CACHE_DURATION: '1',
  DONT_FAKE_MONOTONIC: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
});
