import * as z from 'zod/mini';
import { MAX_THREAD_PORTS } from './limits.ts';
import { text } from './node.ts';

/** Ports of worker threads: their queues live at home, in the process that holds the program's deputies. */
export const portId = z.int().check(z.gte(1));

/** A message that the task has and has not handled: so many bytes of the tail, and the ports in it. */
const unreadMessage = z.object({ bytes: z.int().check(z.gte(0)), ports: z.array(portId) });

/** A port that changes hands, with what its last holder leaves unread. */
export const portInTransit = z.object({ port: portId, unread: z.array(unreadMessage) });
export type PortInTransit = z.infer<typeof portInTransit>;
export const portsInTransit = z.array(portInTransit).check(z.maxLength(MAX_THREAD_PORTS));

/** What `new Worker` asks for. The tail is its data, then its text where it is one, then what ports leave unread. */
export const threadStart = z.object({
  /** Absolute path, or null: the text is the program. */
  file: z.nullable(text),
  /** Of such a text: an ES module. */
  isModule: z.boolean(),
  dataBytes: z.int().check(z.gte(0)),
  sourceBytes: z.int().check(z.gte(0)),
  argv: z.array(z.string()),
  execArgv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  name: text,
  /** Old space, MiB; null leaves the default. */
  memoryMb: z.nullable(z.int()),
  /** The parent feeds its standard input · takes its output itself. */
  stdin: z.boolean(),
  stdout: z.boolean(),
  stderr: z.boolean(),
  ports: portsInTransit,
});
export type ThreadStart = z.infer<typeof threadStart>;

/** What a thread knows of itself; part of its task's spec. */
export const threadSpec = z.object({
  id: z.int().check(z.gte(1)),
  /** Its end of the port to its parent. */
  port: portId,
  name: text,
  memoryMb: z.nullable(z.int()),
  /** Its standard input comes from its parent; else it is at its end. */
  stdin: z.boolean(),
});
export type ThreadSpec = z.infer<typeof threadSpec>;

/** What a parent hears of its thread, in order with its messages. Bytes of `error`, `stdout` and `stderr` are the event's tail. */
export type ThreadNews = { what: 'online' | 'error' | 'stdout' | 'stderr' } | { what: 'exit'; code: number };
