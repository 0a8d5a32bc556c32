import { MAX_SFTP_HANDLES } from '../../../protocol/limits.ts';
import type { TreeEntry, TreeFile } from '../tree.ts';
import { SftpError, Status } from './status.ts';

export interface OpenFile {
  path: string;
  file: TreeFile;
  isAppending: boolean;
}
export interface OpenDirectory {
  path: string;
  /** What was not asked for yet. */
  entries: TreeEntry[];
}

/** Counted over all sessions: a handle of one means nothing in another. */
let lastHandle = 0;

/** What a session has open. */
export class Handles {
  private readonly open = new Map<number, OpenFile | OpenDirectory>();

  /** @throws SftpError where a session has too many */
  assertRoom(): void {
    if (this.open.size >= MAX_SFTP_HANDLES)
      throw new SftpError(Status.FAILURE, `more than ${MAX_SFTP_HANDLES} files are open`);
  }

  add(opened: OpenFile | OpenDirectory): Buffer {
    const name = Buffer.allocUnsafe(6);
    name.writeUIntBE(++lastHandle, 0, 6);
    this.open.set(lastHandle, opened);
    return name;
  }

  /** @throws SftpError */
  any(handle: Buffer): OpenFile | OpenDirectory {
    const found = handle.length === 6 ? this.open.get(handle.readUIntBE(0, 6)) : undefined;
    if (!found) throw new SftpError(Status.FAILURE, 'no such handle');
    return found;
  }

  /** @throws SftpError */
  file(handle: Buffer): OpenFile {
    const found = this.any(handle);
    if ('file' in found) return found;
    throw new SftpError(Status.FAILURE, 'this handle is of a directory');
  }

  /** @throws SftpError */
  directory(handle: Buffer): OpenDirectory {
    const found = this.any(handle);
    if ('entries' in found) return found;
    throw new SftpError(Status.FAILURE, 'this handle is of a file');
  }

  /** From now on it means nothing. @throws SftpError */
  remove(handle: Buffer): OpenFile | OpenDirectory {
    const found = this.any(handle);
    this.open.delete(handle.readUIntBE(0, 6));
    return found;
  }

  /** Nobody asks any more: what goes wrong with the last bytes has nobody to be told to. */
  closeAll(): void {
    for (const each of this.open.values()) if ('file' in each) each.file.close().catch(() => {});
    this.open.clear();
  }
}
