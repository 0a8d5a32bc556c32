/** Versions of what crosses a process or machine boundary. Who has no version in common is refused, by name (docs/design/versions.md). */

/** Frames, records and messages between omosix processes: the newest that this one speaks, and the oldest. */
export const PROTOCOL_VERSION = 6;
export const OLDEST_PROTOCOL_VERSION = 4;

/** Hosts note what they take of the world, for tasks that are done again. */
export const LOGGED_TASKS_SINCE = 5;

/** Tasks are frozen while an agent begins anew, and go on from a state that their home sends. */
export const FREEZES_SINCE = 6;

/** Nodes refuse requests for files of a deputy whose task another one has taken over. */
export const FENCED_FILES_SINCE = 6;

/** What a node says of the versions that it speaks: the oldest, and, since there was a choice, the newest. */
export interface Spoken {
  version: number;
  newest?: number | undefined;
}
export const SPOKEN: Spoken = { version: OLDEST_PROTOCOL_VERSION, newest: PROTOCOL_VERSION };

/** The newest that both speak; null where there is none. */
export function commonVersion(theirs: Spoken, ours: Spoken = SPOKEN): number | null {
  const newest = Math.min(theirs.newest ?? theirs.version, ours.newest ?? ours.version);
  return newest >= Math.max(theirs.version, ours.version) ? newest : null;
}

/** `4`, or `4 to 5`. */
export const spokenInWords = ({ version, newest = version }: Spoken): string =>
  newest === version ? `${version}` : `${version} to ${newest}`;

/** The program image made by the compiler; part of its content hash, so caches never mix versions. */
export const PROGRAM_VERSION = 3;

/** The snapshot of a task. */
export const SNAPSHOT_VERSION = 3;
