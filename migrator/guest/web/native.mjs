/** What Node's own `buffer` has, for what depends on its version. */
import buffer from 'node:buffer';

export const native = { Blob: buffer.Blob, File: buffer.File };
