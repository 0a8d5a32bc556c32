import * as z from 'zod/mini';
import type { Probe } from '../../../protocol/in-doubt.ts';
import { MAX_FRAME_BYTES, MAX_HEAD_BYTES } from '../../../protocol/limits.ts';
import type { CallRecord } from '../../../protocol/records.ts';
import type { SyscallName } from '../../../protocol/syscalls.ts';
import { doneAgain, doneFirst } from '../mfs/in-doubt.ts';
import { clusterCall } from '../mfs/intercept.ts';
import { probeOf } from '../mfs/probe.ts';
import type { Outcome } from '../stream.ts';
import { wireError } from '../wire-error.ts';
import { attributeCalls } from './attributes.ts';
import { childCalls } from './children.ts';
import { contentCalls } from './contents.ts';
import type { Syscall, SyscallContext } from './context.ts';
import { datagramCalls } from './datagrams.ts';
import { dnsCalls } from './dns.ts';
import { nameCalls } from './names.ts';
import { netCalls } from './net.ts';
import { processCalls } from './process.ts';
import { stdioCalls } from './stdio.ts';
import { threadCalls } from './threads.ts';
import { ttyCalls } from './tty.ts';
import { watchCalls } from './watches.ts';

/** All that a deputy answers, by name. */
export const table: ReadonlyMap<string, Syscall> = new Map<string, Syscall>(
  [
    contentCalls,
    attributeCalls,
    nameCalls,
    watchCalls,
    stdioCalls,
    ttyCalls,
    processCalls,
    threadCalls,
    netCalls,
    datagramCalls,
    dnsCalls,
    childCalls,
  ].flatMap((family) => Object.entries(family)),
);

/** Nobody but the task can tell whether one of these has been done, or it waits for the task's output itself. */
const UNSEEN: ReadonlySet<string> = new Set([
  'fs.access',
  'fs.ahead',
  'fs.fstat',
  'fs.lstat',
  'fs.stat',
  'fs.statfs',
  'fs.opendir',
  'fs.read',
  'fs.readFile',
  'fs.readdir',
  'fs.readlink',
  'fs.realpath',
  'fs.watch',
  'fs.watchFile',
  'fs.watched',
  'fs.unwatch',
  'stdin.read',
  'net.read',
  'child.read',
  'net.accept',
  'net.set',
  'udp.receive',
  'child.wait',
  'child.rest',
  'dns.ask',
  'os.get',
  'process.getgroups',
  'process.watchSignal',
  'process.umask',
  'process.exit',
  'process.kill',
  'port.take',
  'thread.given',
  'thread.input',
] satisfies SyscallName[]);

export const isUnseen = (name: string): boolean => UNSEEN.has(name);

/**
 * Executes one call. Whatever is wrong with it becomes its error: a task cannot make its deputy throw. `begun`: what the deputy before this
 * one has kept of it, which had begun it.
 */
export async function execute(
  call: CallRecord,
  tail: Uint8Array,
  context: SyscallContext,
  begun: Probe | null = null,
): Promise<Outcome> {
  try {
    const entry = table.get(call.name);
    if (!entry) return refusal('ERR_OMOSIX_SYSCALL', `the deputy knows no syscall '${call.name}'`);
    const args = z.safeParse(entry.args, call.args);
    if (!args.success) return refusal('ERR_INVALID_ARG_VALUE', `${call.name}: ${describe(args.error)}`);
    const run = (): Outcome | Promise<Outcome> =>
      entry.run(args.data as never, { context, tail, sync: call.mode === 'sync' });
    const { judge } = context;
    const values = args.data as unknown[];
    const judged = judge?.check(call.name, values, context) ?? false;
    // What need not wait does not: calls begin in the order in which they come.
    const isGuarded = typeof judged === 'boolean' ? judged : await judged;
    const probed = context.files.ends ? await doneWithProbe(call, values, tail, context, begun) : null;
    const outcome = probed ?? (await (clusterCall(call.name, values, tail, context, isGuarded) ?? run()));
    judge?.learn(call.name, values, outcome);
    if ((outcome.bytes?.length ?? 0) > MAX_FRAME_BYTES - MAX_HEAD_BYTES) {
      return refusal(
        'ERR_OUT_OF_RANGE',
        `${call.name}: the result of ${outcome.bytes!.length} bytes is too large for one message`,
      );
    }
    return outcome;
  } catch (error) {
    return { error: wireError(error) };
  }
}

/** As what can be done again, should this deputy die meanwhile; null for what needs no probe for that. */
async function doneWithProbe(
  { name, seq }: CallRecord,
  args: unknown[],
  tail: Uint8Array,
  context: SyscallContext,
  begun: Probe | null,
): Promise<Outcome | null> {
  if (begun) return doneAgain(name, args, tail, context, begun);
  const probe = await probeOf(name, args, tail, context.files);
  if (!probe) return null;
  await context.keepProbe?.(seq, probe);
  return doneFirst(name, args, tail, context, probe);
}

function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0]!;
  return issue.path.length === 0 ? issue.message : `argument ${issue.path.join('.')}: ${issue.message}`;
}

function refusal(code: string, message: string): Outcome {
  return { error: { name: 'TypeError', code, message } };
}
