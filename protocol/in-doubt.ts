/** What a deputy writes down so that another one can do again what was under way when it died (docs/design/ha.md). */
import * as z from 'zod/mini';
import { MAX_FRESH_COPIES } from './limits.ts';
import { text } from './node.ts';

const number = z.int().check(z.gte(0));

/** A file of the cluster that a task has open: enough to open it again from another node. */
export const openedFile = z.object({
  /** Below `/mfs`. */
  path: text,
  /** As open(2) has them. */
  flags: z.int().check(z.gte(0), z.lte(0xffffffff)),
  /** Where its next read or write is. What is under way has not begun: it will be done again. */
  position: number,
  /** Where its next write is, if it was opened with O_APPEND; else null. */
  end: z.nullable(number),
  /** Null where its server does not tell: it cannot be opened again. */
  identity: z.nullable(text),
});
export type OpenedFile = z.infer<typeof openedFile>;

/** Which file it is, among those that its directory's file system has had. Null: there is none. */
const found = z.nullable(text);

/** What a call found before it was done. */
const seen = z.discriminatedUnion('of', [
  /** It is the same however often it is done, at these paths. */
  z.object({ of: z.literal('place') }),
  /** The name that it makes was there, and it fails, or was not. */
  z.object({ of: z.literal('making'), there: z.boolean() }),
  /** The first directory that it makes, as the program says it. */
  z.object({ of: z.literal('parents'), first: z.nullable(text) }),
  z.object({ of: z.literal('removal'), id: found }),
  z.object({ of: z.literal('renaming'), from: found }),
  /** The name of a temporary directory ends with it. */
  z.object({ of: z.literal('choice'), suffix: z.string().check(z.regex(/^[A-Za-z0-9]{6}$/)) }),
  /** What is added begins there. */
  z.object({ of: z.literal('addition'), at: number }),
  /** What was not there, where all above it was; null: too much to say. */
  z.object({ of: z.literal('copy'), fresh: z.nullable(z.array(text).check(z.maxLength(MAX_FRESH_COPIES))) }),
]);
export type Seen = z.infer<typeof seen>;

/** Of a call on names, before it is done. */
export const probe = z.object({
  /** Where its paths led, in the order of its arguments: `/mfs/here` may be another node next time. Null: a path that is home's. */
  paths: z.array(z.nullable(text)).check(z.minLength(1), z.maxLength(2)),
  seen,
});
export type Probe = z.infer<typeof probe>;
