import fs from 'node:fs';
import { type FilesRequest, openAnswer, readAnswer, statAnswer } from '../../../protocol/files.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import { MAX_FILE_PIECE_BYTES } from '../../../protocol/limits.ts';
import type { StatResult } from '../../../protocol/syscalls.ts';
import type { Attributes, TreeFile } from '../tree.ts';
import { treeError } from '../tree-error.ts';
import type { Asked, Asker, Askers } from './asker.ts';
import { believed, repeated } from './repeated.ts';

const { O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = fs.constants;

interface Opened {
  asker: Asker;
  file: number;
  identity?: string | undefined;
}

/**
 * A file that is open somewhere else. Where the connection breaks it is opened again, if it is still the same file: reads and writes
 * name their positions, so that those whose answers were lost are done again.
 */
export class ClientFile implements TreeFile {
  private reopening: Promise<Opened> | null = null;

  constructor(
    private readonly askers: Askers,
    private readonly path: string,
    private readonly flags: number,
    private opened: Opened,
  ) {}

  get identity(): string | undefined {
    return this.opened.identity;
  }

  async stat(): Promise<StatResult> {
    const { values } = await this.on((file) => ({ op: 'fstat', file }));
    return believed(statAnswer, values[0]);
  }

  async read(length: number, position: number): Promise<Uint8Array> {
    const pieces = await Promise.all(
      piecesOf(length).map(([from, bytes]) => this.piece(bytes, position + from)),
    );
    const end = pieces.findIndex((piece, index) => piece.length < piecesOf(length)[index]![1]);
    const whole = end < 0 ? pieces : pieces.slice(0, end + 1);
    return whole.length === 1 ? whole[0]! : Buffer.concat(whole);
  }

  async write(bytes: Uint8Array, position: number | null): Promise<void> {
    const isAppend = position === null || (this.flags & O_APPEND) !== 0;
    const write = ([from, length]: [number, number]): Promise<unknown> =>
      this.on(
        (file) => ({ op: 'write', file, position: position === null ? null : position + from }),
        bytes.subarray(from, from + length),
        !isAppend,
      );
    if (!isAppend) await Promise.all(piecesOf(bytes.length).map(write));
    else for (const piece of piecesOf(bytes.length)) await write(piece);
  }

  async setAttributes(attributes: Attributes): Promise<void> {
    await this.on((file) => ({ op: 'fset', file, attributes }));
  }

  async sync(dataOnly: boolean): Promise<void> {
    await this.on((file) => ({ op: 'sync', file, dataOnly }));
  }

  /** It was closed already where its connection is gone. */
  async close(): Promise<void> {
    const { asker, file } = this.opened;
    await asker.ask({ op: 'close', file }).catch((error: { code?: string }) => {
      if (error.code !== 'ELINK') throw error;
    });
  }

  private async piece(length: number, position: number): Promise<Uint8Array> {
    const { values, tail } = await this.on((file) => ({ op: 'read', file, length, position }));
    const zeros = believed(readAnswer, values[0]);
    if (zeros !== null && zeros <= length) return new Uint8Array(zeros);
    if (tail.length > length) throw treeError('EIO', 'the other side answers more than was asked');
    return tail;
  }

  private on(
    request: (file: number) => FilesRequest,
    tail: Uint8Array = EMPTY,
    isRepeatable = true,
  ): Promise<Asked> {
    return repeated(this.askers, isRepeatable, async (asker) => {
      const { file } = asker === this.opened.asker ? this.opened : await this.again(asker);
      return asker.ask(request(file), tail);
    });
  }

  /** Many may wait for it at the same time. */
  private again(asker: Asker): Promise<Opened> {
    this.reopening ??= this.reopen(asker).finally(() => {
      this.reopening = null;
    });
    return this.reopening;
  }

  private async reopen(asker: Asker): Promise<Opened> {
    const flags = this.flags & ~(O_CREAT | O_EXCL | O_TRUNC);
    const { values } = await asker.ask({ op: 'open', path: this.path, flags, mode: 0 });
    const opened = { asker, ...believed(openAnswer, values[0]) };
    if (opened.identity === undefined || opened.identity !== this.identity) {
      await asker.ask({ op: 'close', file: opened.file });
      throw treeError('ESTALE', 'the connection broke, and its name may mean another file now');
    }
    this.opened = opened;
    return opened;
  }
}

/** Where each of the requests begins that so many bytes take, and how much it is of; one at least. */
function piecesOf(bytes: number): [from: number, bytes: number][] {
  const count = Math.max(1, Math.ceil(bytes / MAX_FILE_PIECE_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const from = index * MAX_FILE_PIECE_BYTES;
    return [from, Math.min(MAX_FILE_PIECE_BYTES, bytes - from)];
  });
}
