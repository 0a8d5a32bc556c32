import * as z from 'zod/mini';
import { AHEAD_CALLS } from './ahead.ts';
import { MAX_AHEAD_ENTRIES, MAX_FILE_PIECE_BYTES, MAX_LISTED_IN_ONE, MAX_PEERS } from './limits.ts';
import { text } from './node.ts';

/**
 * The `files` channel: CONTROL frames `{ ask: number, …request }` and `{ re: number, … }`, both ways at once, since each side serves and is
 * served. What is written is the tail of its request, what is read that of its answer; a listing comes in as many answers as
 * it takes, `more` being true of all but the last. Paths are absolute; bytes in them that are no UTF-8 travel as agent/mfs/names.ts says.
 */
const number = z.int().check(z.gte(0));
const bits = z.int().check(z.gte(0), z.lte(0xffffffff));
const owner = z.int().check(z.gte(-1), z.lte(0xffffffff));
const path = text;
/** The name that its server gave to an open file. */
const file = number;
const pieceBytes = z.int().check(z.gte(0), z.lte(MAX_FILE_PIECE_BYTES));

export const attributes = z.object({
  size: z.optional(number),
  mode: z.optional(bits),
  uid: z.optional(owner),
  gid: z.optional(owner),
  atime: z.optional(z.number()),
  mtime: z.optional(z.number()),
});

/** One name: whoever says another thing lies. */
const entryName = z.string().check(
  z.minLength(1),
  z.maxLength(1024),
  z.regex(/^[^/\0]+$/),
  z.refine((name) => name !== '.' && name !== '..'),
);

export const aheadNames = z.array(entryName).check(z.maxLength(MAX_AHEAD_ENTRIES));
export const aheadCalls = z.array(z.enum(AHEAD_CALLS)).check(z.minLength(1), z.maxLength(AHEAD_CALLS.length));

const uuid = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
/**
 * Which deputy of a task asks. The one that has taken over has a higher epoch: whoever then comes with a lower one is refused (ESTALE), however
 * late. `id` is of the task.
 */
export const fence = z.object({ id: uuid, epoch: number });
export type Fence = z.infer<typeof fence>;

const request = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.object({ ...shape, fence: z.optional(fence) });

export const filesRequest = z.discriminatedUnion('op', [
  request({
    op: z.enum([
      'stat',
      'lstat',
      'readdir',
      'names',
      'readFile',
      'rmdir',
      'unlink',
      'readlink',
      'realpath',
      'statfs',
    ]),
    path,
  }),
  request({ op: z.literal('ahead'), path, names: aheadNames, calls: aheadCalls }),
  request({ op: z.literal('open'), path, flags: bits, mode: bits }),
  request({ op: z.literal('mkdir'), path, mode: bits }),
  request({ op: z.enum(['rename', 'link']), from: path, to: path }),
  request({ op: z.literal('symlink'), target: path, path }),
  request({ op: z.literal('access'), path, mode: bits }),
  request({ op: z.literal('set'), path, attributes, follow: z.boolean() }),
  /** Nothing but its fence. Over a control socket: of all nodes, answered by those that have not heard of it. */
  request({ op: z.literal('fence') }),
  // of open files
  request({ op: z.enum(['fstat', 'close']), file }),
  request({ op: z.literal('read'), file, length: pieceBytes, position: number }),
  request({ op: z.literal('write'), file, position: z.nullable(number) }),
  request({ op: z.literal('fset'), file, attributes }),
  request({ op: z.literal('sync'), file, dataOnly: z.boolean() }),
]);
export type FilesRequest = z.infer<typeof filesRequest>;

export const filesAsk = z.looseObject({ ask: number });

/** `code`: the system's name of what went wrong; `why`: more of it, for people. */
const failure = z.object({
  code: z.string().check(z.regex(/^E[A-Z0-9]{1,20}$/)),
  why: z.optional(text),
  /** The answer of another node is lost: it was done, or not. */
  isInDoubt: z.optional(z.boolean()),
});
export type Failure = z.infer<typeof failure>;
export const filesAnswer = z.union([
  z.object({ re: number, error: failure }),
  z.object({ re: number, value: z.unknown(), more: z.optional(z.boolean()) }),
]);
export type FilesAnswer = z.infer<typeof filesAnswer>;

const count = z.union([z.number(), z.string().check(z.regex(/^-?\d{1,20}$/))]);
const nanoseconds = z.string().check(z.regex(/^-?\d{1,30}$/));
export const statAnswer = z.object({
  dev: count,
  ino: count,
  mode: count,
  nlink: count,
  uid: count,
  gid: count,
  rdev: count,
  size: count,
  blksize: count,
  blocks: count,
  atimeNs: nanoseconds,
  mtimeNs: nanoseconds,
  ctimeNs: nanoseconds,
  birthtimeNs: nanoseconds,
});
export const statFsAnswer = z.object({
  type: count,
  bsize: count,
  blocks: count,
  bfree: count,
  bavail: count,
  files: count,
  ffree: count,
});
/** Nodes that have not heard of it. */
export const fenceAnswer = z.array(number).check(z.maxLength(MAX_PEERS));
export const pathAnswer = text;
/** The tail is all of a file, or that is too large for one answer. */
export const fileAnswer = z.enum(['whole', 'large']);
/** Null: the tail is what was read. Else so many zeros were. */
export const readAnswer = z.nullable(pieceBytes);
/** `identity`: the same for the same file. */
export const openAnswer = z.object({ file, identity: z.optional(text) });

export const listAnswer = z
  .array(z.object({ name: entryName, stat: statAnswer }))
  .check(z.maxLength(MAX_LISTED_IN_ONE));
/** Names and types, as `DirEntry` has them. */
export const namesAnswer = z
  .array(z.tuple([entryName, z.int().check(z.gte(0), z.lte(7))]))
  .check(z.maxLength(MAX_LISTED_IN_ONE));
