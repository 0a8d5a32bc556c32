import { closeSync, constants, fchmodSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_AUDIT_BYTES, MAX_AUDIT_FILES } from '../../protocol/limits.ts';
import { privateDirectory } from '../places.ts';

/** In the state directory; those before it have `.1` to `.4` behind their name. */
const AUDIT_FILE = 'audit.log';

/** The newest first. */
export const auditFiles = (state: string): [newest: string, ...older: string[]] => {
  const path = join(state, AUDIT_FILE);
  return [path, ...Array.from({ length: MAX_AUDIT_FILES - 1 }, (_, index) => `${path}.${index + 1}`)];
};

const PRIVATE = 0o600;

/**
 * Adds whole lines at the end, in one write. Opened anew each time: commands write here too (`mosctl admit`), and either of them may begin
 * the next file. @throws what the file system says
 */
export function append(state: string, text: string): void {
  privateDirectory(state);
  const files = auditFiles(state);
  let fd = opened(files[0]);
  try {
    if (fstatSync(fd).size + text.length > MAX_AUDIT_BYTES) {
      closeSync(fd);
      fd = -1;
      putAside(files);
      fd = opened(files[0]);
    }
    writeSync(fd, text);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

function opened(path: string): number {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const fd = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, PRIVATE);
  if ((fstatSync(fd).mode & 0o777) !== PRIVATE) fchmodSync(fd, PRIVATE);
  return fd;
}

/** The oldest goes. */
function putAside(files: readonly string[]): void {
  for (let at = files.length - 1; at > 0; at--) {
    try {
      renameSync(files[at - 1]!, files[at]!);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
