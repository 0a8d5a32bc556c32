import * as z from 'zod/mini';
import { OmosixError } from '../../../protocol/errors.ts';
import { text } from '../../../protocol/node.ts';
import { portId, portsInTransit, threadStart } from '../../../protocol/threads.ts';
import { piecesOf } from '../threads/ports.ts';
import { type Syscall, size, syscall, type ThreadContext } from './context.ts';

const threadId = z.int().check(z.gte(1));

/** Worker threads and their ports. */
export const threadCalls: Record<string, Syscall> = {
  'thread.start': syscall(z.tuple([threadStart]), ([start], { context, tail }) => {
    const { group, holder } = context.threads;
    const { pieces, sent } = piecesOf(tail, [start.dataBytes, start.sourceBytes], start.ports);
    const [data, source] = pieces as [Uint8Array, Uint8Array];
    return { value: group.start(holder, start, data, Buffer.from(source).toString(), sent) };
  }),
  'thread.given': syscall(z.tuple([]), (_args, { context: { threads } }) => {
    const { bytes, ports } = threads.group.given(threads.self ?? 0);
    return { value: ports, bytes };
  }),
  'thread.terminate': syscall(z.tuple([threadId]), ([id], { context: { threads } }) => {
    threads.group.terminate(threads.holder, id);
    return { value: null };
  }),
  'port.pair': syscall(z.tuple([]), (_args, { context: { threads } }) => ({
    value: threads.group.ports.pair(threads.holder, threads.holder),
  })),
  'port.broadcast': syscall(z.tuple([text]), ([name], { context: { threads } }) => ({
    value: threads.group.ports.broadcast(threads.holder, name),
  })),
  'port.take': syscall(z.tuple([portId]), ([port], { context: { threads } }) => {
    const first = threads.group.ports.first(threads.holder, port);
    return first ? { value: { ports: first.ports }, bytes: first.bytes } : { value: null };
  }),
};

type Oneway = (args: unknown[], tail: Uint8Array, threads: ThreadContext) => void;

/** A call that nobody answers: a wrong one ends the task. */
function oneway<const Args extends z.core.$ZodType<unknown[]>>(
  name: string,
  args: Args,
  run: (args: z.core.output<Args>, tail: Uint8Array, threads: ThreadContext) => void,
): Oneway {
  return (given, tail, threads) => {
    const parsed = z.safeParse(args, given);
    if (!parsed.success) throw new OmosixError('EPROTOCOL', `the task's host sent a wrong '${name}'`);
    run(parsed.data, tail, threads);
  };
}

const port = z.tuple([portId]);

/** Those that are not answered. */
export const onewayCalls: Record<string, Oneway> = {
  'port.post': oneway(
    'port.post',
    z.tuple([portId, size, portsInTransit]),
    ([id, bytes, transit], tail, { group, holder }) => {
      const { pieces, sent } = piecesOf(tail, [bytes], transit);
      group.ports.post(holder, id, pieces[0]!, sent);
    },
  ),
  'port.start': oneway('port.start', port, ([id], _tail, { group, holder }) => group.ports.start(holder, id)),
  'port.close': oneway('port.close', port, ([id], _tail, { group, holder }) => group.ports.close(holder, id)),
  'thread.input': oneway('thread.input', z.tuple([threadId]), ([id], tail, { group, holder }) =>
    group.feed(holder, id, tail),
  ),
  'thread.failed': oneway('thread.failed', z.tuple([]), (_args, tail, { group, self }) => {
    if (self !== null) group.failed(self, tail);
  }),
};
