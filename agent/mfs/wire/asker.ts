import type { FilesRequest } from '../../../protocol/files.ts';

/** What came of a request: of a listing a value an answer, else one. */
export interface Asked {
  values: unknown[];
  tail: Uint8Array;
}

/** Where requests for files go: to another node, to the local agent, to the thread that serves this node's. */
export interface Asker {
  /** @throws the system's errors; OmosixError ELINK where the connection ended before the answer */
  ask(request: FilesRequest, tail?: Uint8Array): Promise<Asked>;
}

/** One who can be asked again after a connection has ended: over another. */
export interface Askers {
  /** The one that can be asked now, waiting a little for it. @throws EHOSTUNREACH and why */
  now(): Promise<Asker>;
}
