import * as z from 'zod/mini';
import { MAX_ETCD_ENDPOINTS, MAX_REPLICAS } from './limits.ts';
import { nodeId } from './node.ts';

/** A task with `--ha`, for life: wherever its deputy is, and whichever PID that has. */
export const haTaskId = z.string().check(z.regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/));

/** Who has such a task, as it stands in etcd. Who finds another version leaves the task alone. */
export const haConfiguration = z.object({
  version: z.literal(2),
  /** Which of its primaries that is: each has a higher number than those before. */
  epoch: z.int().check(z.gte(1)),
  /** Where its deputy is, or was. */
  primary: nodeId,
  /** Who has all that the deputy has confirmed to anybody, and may become the primary. */
  replicas: z.array(nodeId).check(z.maxLength(MAX_REPLICAS)),
  /** The task is over: replicas forget it, then its keys go. */
  ended: z.boolean(),
  /** Names the change that has made it: who does not hear whether etcd has carried it out finds it by that. */
  change: z.string().check(z.minLength(1), z.maxLength(64)),
});
export type HaConfiguration = z.infer<typeof haConfiguration>;

/** The beginning of all keys: names between slashes. */
export const etcdPrefix = z.string().check(z.maxLength(256), z.regex(/^[\w.-]+(\/[\w.-]+)*$/));

export const etcdEndpoint = z.string().check(z.maxLength(1024), z.regex(/^https?:\/\/[^/?#@\s]+$/));

const given = z.nullable(z.string().check(z.minLength(1), z.maxLength(4096)));

/** What a node remembers of the etcd that it has used, so that it takes no other one for it. */
export const etcdKnown = z.object({
  /** Of its store, which the first node has given it. */
  name: z.string().check(z.minLength(1), z.maxLength(64)),
  /** The newest that it was at. */
  revision: z.int().check(z.gte(0)),
  /** Names of stores that counted before, and count no more. */
  former: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(16)),
});
export type EtcdKnown = z.infer<typeof etcdKnown>;

/** How etcd is reached: URLs of its members, and files of what etcd wants to see. */
export const etcdAccess = z.object({
  endpoints: z.array(etcdEndpoint).check(z.minLength(1), z.maxLength(MAX_ETCD_ENDPOINTS)),
  prefix: etcdPrefix,
  ca: given,
  cert: given,
  key: given,
  user: given,
  /** In a file, or as it is: told to this user's own processes only. */
  passwordFile: given,
  password: given,
  /** Absent where it was never reached. */
  known: z.optional(etcdKnown),
});
export type EtcdAccess = z.infer<typeof etcdAccess>;
