/** Versions of what crosses a process or machine boundary. A peer with another major is refused, by name. */

/** Frames, records and messages between omosix processes. */
export const PROTOCOL_VERSION = 4;

/** The program image made by the compiler; part of its content hash, so caches never mix versions. */
export const PROGRAM_VERSION = 3;

/** The snapshot of a task. */
export const SNAPSHOT_VERSION = 3;
