import * as z from 'zod/mini';
import { text } from '../../../protocol/node.ts';
import { secure } from '../net/tls.ts';
import { type Syscall, syscall } from './context.ts';
import { tlsOptions } from './tls-options.ts';

/** What the task opened has numbers above 0, what came in those below. */
const id = z.int();
const own = z.int().check(z.gte(1));
const port = z.int().check(z.gte(0), z.lte(65_535));
const delayMs = z.number().check(z.gte(0));
const kept = {
  noDelay: z.optional(z.boolean()),
  keepAlive: z.optional(z.boolean()),
  keepAliveDelayMs: z.optional(delayMs),
};
const connectOptions = z.object({
  ...kept,
  path: z.optional(text),
  port: z.optional(port),
  addresses: z.optional(
    z
      .array(z.object({ address: z.union([z.ipv4(), z.ipv6(), text]), family: z.int() }))
      .check(z.maxLength(256)),
  ),
  attemptMs: z.optional(delayMs),
  localAddress: z.optional(text),
  localPort: z.optional(port),
});
const listenOptions = z.object({
  ...kept,
  path: z.optional(text),
  port: z.optional(port),
  host: z.optional(text),
  backlog: z.optional(z.int()),
  exclusive: z.optional(z.boolean()),
  ipv6Only: z.optional(z.boolean()),
  readableAll: z.optional(z.boolean()),
  writableAll: z.optional(z.boolean()),
});

export const netCalls: Record<string, Syscall> = {
  'net.connect': syscall(z.tuple([own, connectOptions]), async ([socket, options], { context }) => ({
    value: await context.network.connect(socket, options),
  })),
  'net.read': syscall(z.tuple([id]), ([socket], { context }) => context.network.connection(socket).read()),
  'net.write': syscall(z.tuple([id]), ([socket], { context, tail }) =>
    context.network.connection(socket).write(tail),
  ),
  'net.end': syscall(z.tuple([id]), ([socket], { context }) => context.network.connection(socket).end()),
  'net.close': syscall(z.tuple([id, z.boolean()]), async ([socket, isReset], { context }) => {
    await context.network.close(socket, isReset);
    return { value: null };
  }),
  'net.set': syscall(z.tuple([id, z.object(kept)]), ([id, options], { context }) => {
    const { socket } = context.network.connection(id);
    if (options.noDelay !== undefined) socket.setNoDelay(options.noDelay);
    if (options.keepAlive !== undefined) socket.setKeepAlive(options.keepAlive, options.keepAliveDelayMs);
    return { value: null };
  }),
  'net.secure': syscall(z.tuple([id, tlsOptions]), async ([socket, options], { context }) => ({
    value: await secure(context.network.connection(socket), options),
  })),
  'net.listen': syscall(z.tuple([own, listenOptions]), async ([server, options], { context }) => ({
    value: await context.network.listen(server, options),
  })),
  'net.accept': syscall(z.tuple([own]), async ([server], { context }) => ({
    value: await context.network.accept(server),
  })),
};
