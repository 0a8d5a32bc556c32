import type { FileTree } from '../tree.ts';
import type { Answer } from './answers.ts';
import type { Fields } from './bytes.ts';
import type { Handles } from './handles.ts';
import type { Touches } from './order.ts';

/** What a request is to do, in its turn. */
export interface Job {
  touches: Touches;
  /** Of an answer that may be large. */
  bytes?: number;
  run(): Promise<Answer>;
}

/**
 * Reads the fields of one kind of request.
 * @throws SftpError where it cannot be done, MalformedPacket where it cannot be read
 */
export type Handler = (fields: Fields, session: { tree: FileTree; handles: Handles }) => Job;
