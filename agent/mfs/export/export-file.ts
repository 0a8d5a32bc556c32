import fs from 'node:fs';
import { MAX_FILE_PIECE_BYTES } from '../../../protocol/limits.ts';
import type { ExportMode } from '../../../protocol/node.ts';
import type { StatResult } from '../../../protocol/syscalls.ts';
import { readWhole, writeWhole } from '../../whole-io.ts';
import { identityOf, statResult } from '../stat.ts';
import type { Attributes, TreeFile } from '../tree.ts';
import { asTreeError, treeError } from '../tree-error.ts';
import { setOpenAttributes } from './set-attributes.ts';

/** An open file of an export. Who may no longer reach it by its path may no longer use it either. */
export class ExportFile implements TreeFile {
  readonly identity: string;
  private readonly appends: boolean;

  constructor(
    private readonly fd: number,
    flags: number,
    private readonly mode: () => ExportMode | null,
  ) {
    this.appends = (flags & fs.constants.O_APPEND) !== 0;
    this.identity = identityOf(fs.fstatSync(fd, { bigint: true }));
  }

  async stat(): Promise<StatResult> {
    return this.on(false, () => statResult(fs.fstatSync(this.fd, { bigint: true })));
  }

  async read(length: number, position: number): Promise<Uint8Array> {
    return this.on(false, () => {
      // Of its own: it goes on to another thread.
      const bytes = new Uint8Array(Math.min(length, MAX_FILE_PIECE_BYTES));
      const got = readWhole(this.fd, bytes, position);
      return got === bytes.length ? bytes : bytes.slice(0, got);
    });
  }

  async write(bytes: Uint8Array, position: number | null): Promise<void> {
    this.on(true, () => {
      if (position === null && !this.appends) throw treeError('EINVAL');
      writeWhole(this.fd, bytes, this.appends ? null : position);
    });
  }

  async setAttributes(attributes: Attributes): Promise<void> {
    this.on(true, () => setOpenAttributes(this.fd, attributes));
  }

  async sync(dataOnly: boolean): Promise<void> {
    this.on(false, () => (dataOnly ? fs.fdatasyncSync(this.fd) : fs.fsyncSync(this.fd)));
  }

  async close(): Promise<void> {
    fs.closeSync(this.fd);
  }

  private on<T>(isChange: boolean, use: () => T): T {
    const mode = this.mode();
    if (mode === null) throw treeError('EACCES', 'it is not exported any more');
    if (isChange && mode === 'ro') throw treeError('EROFS');
    try {
      return use();
    } catch (error) {
      throw asTreeError(error);
    }
  }
}
