import type { Failure, FilesRequest } from '../../../protocol/files.ts';
import {
  MAX_CLIENT_FILES,
  MAX_FILE_PIECE_BYTES,
  MAX_LISTED_IN_ONE,
  MAX_SERVED_FILES,
} from '../../../protocol/limits.ts';
import type { FileTree, TreeFile } from '../tree.ts';
import { treeError } from '../tree-error.ts';

/** What is said to one request; all but the last with `more`. */
export type Reply = { value: unknown; tail?: Uint8Array; more?: true } | { error: Failure };
export type Say = (reply: Reply) => void;

type OnFile = Extract<FilesRequest, { file: number }>;
type OnPath = Exclude<FilesRequest, OnFile | { op: 'readdir' | 'names' | 'readFile' | 'ahead' | 'fence' }>;

/** Does for clients what they ask of a tree, and keeps what each of them has open. */
export class TreeServer {
  private readonly clients = new Map<number, Map<number, TreeFile>>();
  private open = 0;

  /** `last`: the names of files begin after it, so that none means a file of another server before this one. */
  constructor(
    private readonly tree: FileTree,
    private last = 0,
  ) {}

  /** Whatever goes wrong is an answer. */
  async serve(client: number, request: FilesRequest, tail: Uint8Array, say: Say): Promise<void> {
    try {
      if (request.op === 'readdir') inParts(await this.tree.readdir(request.path), say);
      else if (request.op === 'names')
        inParts(
          (await this.tree.names(request.path)).map(({ name, type }) => [name, type]),
          say,
        );
      else if (request.op === 'readFile') {
        const tail = await this.tree.readFile(request.path);
        say(tail === null ? { value: 'large' } : { value: 'whole', tail });
      } else if (request.op === 'ahead') {
        const { path, names, calls } = request;
        say({ value: null, tail: await this.tree.answersAhead(path, names, calls) });
      } else if (request.op === 'fence') {
        // All that came before it has been done.
        say({ value: null });
      } else if ('file' in request) say(await this.onFile(client, request, tail));
      else say({ value: (await this.onPath(client, request)) ?? null });
    } catch (error) {
      const { code, why, isInDoubt } = error as NodeJS.ErrnoException & Partial<Failure>;
      if (typeof code !== 'string') throw error;
      say({ error: { code, ...(why !== undefined && { why }), ...(isInDoubt && { isInDoubt }) } });
    }
  }

  /** A client is gone: what it has open is closed. */
  left(client: number): void {
    const files = this.clients.get(client);
    this.clients.delete(client);
    this.open -= files?.size ?? 0;
    for (const file of files?.values() ?? []) file.close().catch(() => {});
  }

  private onPath(client: number, request: OnPath): Promise<unknown> {
    const { tree } = this;
    switch (request.op) {
      case 'open':
        return this.opened(client, request.path, request.flags, request.mode);
      case 'mkdir':
        return tree.mkdir(request.path, request.mode);
      case 'access':
        return tree.access(request.path, request.mode);
      case 'rename':
      case 'link':
        return tree[request.op](request.from, request.to);
      case 'symlink':
        return tree.symlink(request.target, request.path);
      case 'set':
        return tree.setAttributes(request.path, request.attributes, request.follow);
      default:
        return tree[request.op](request.path);
    }
  }

  private async opened(client: number, path: string, flags: number, mode: number): Promise<unknown> {
    const files = this.clients.get(client) ?? new Map<number, TreeFile>();
    this.clients.set(client, files);
    if (files.size >= MAX_CLIENT_FILES) throw treeError('EMFILE');
    if (this.open >= MAX_SERVED_FILES) throw treeError('ENFILE');
    // Those that are being opened count, too.
    this.open++;
    let file: TreeFile;
    try {
      file = await this.tree.open(path, flags, mode);
    } catch (error) {
      this.open--;
      throw error;
    }
    if (this.clients.get(client) !== files) {
      this.open--;
      await file.close();
      throw treeError('EIO', 'its client is gone');
    }
    files.set(++this.last, file);
    return { file: this.last, identity: file.identity };
  }

  private async onFile(client: number, request: OnFile, tail: Uint8Array): Promise<Reply> {
    const files = this.clients.get(client);
    const file = files?.get(request.file);
    if (!file) throw treeError('EBADF');
    switch (request.op) {
      case 'fstat':
        return { value: await file.stat() };
      case 'read':
        return contents(await file.read(request.length, request.position));
      case 'write':
        await file.write(tail, request.position);
        return { value: null };
      case 'fset':
        await file.setAttributes(request.attributes);
        return { value: null };
      case 'sync':
        await file.sync(request.dataOnly);
        return { value: null };
      case 'close':
        files!.delete(request.file);
        this.open--;
        await file.close();
        return { value: null };
    }
  }
}

function inParts(entries: readonly unknown[], say: Say): void {
  let at = 0;
  for (; at + MAX_LISTED_IN_ONE < entries.length; at += MAX_LISTED_IN_ONE)
    say({ value: entries.slice(at, at + MAX_LISTED_IN_ONE), more: true });
  say({ value: entries.slice(at) });
}

const ZEROS = Buffer.alloc(MAX_FILE_PIECE_BYTES);

/** Zeros are counted, not sent: files with holes are mostly that. */
function contents(bytes: Uint8Array): Reply {
  const isZero = bytes.length > 0 && ZEROS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
  return isZero ? { value: bytes.length } : { value: null, tail: bytes };
}
