import * as z from 'zod/mini';
import { DATAGRAM_METHODS } from '../../../protocol/datagram-syscalls.ts';
import { text } from '../../../protocol/node.ts';
import { type Syscall, syscall } from './context.ts';

const id = z.int().check(z.gte(1));
const port = z.int().check(z.gte(0), z.lte(65_535));
const size = z.int().check(z.gte(0), z.lte(0x7fff_ffff));
const options = z.object({
  type: z.enum(['udp4', 'udp6']),
  reuseAddr: z.optional(z.boolean()),
  reusePort: z.optional(z.boolean()),
  ipv6Only: z.optional(z.boolean()),
  recvBufferSize: z.optional(size),
  sendBufferSize: z.optional(size),
});
const binding = z.object({
  port: z.optional(port),
  address: z.optional(text),
  exclusive: z.optional(z.boolean()),
});
const values = z.array(z.union([text, z.number(), z.boolean(), z.null()])).check(z.maxLength(3));

export const datagramCalls: Record<string, Syscall> = {
  'udp.open': syscall(z.tuple([id, options]), ([socket, given], { context }) => {
    context.network.datagrams.open(socket, given);
    return { value: null };
  }),
  'udp.bind': syscall(z.tuple([id, binding]), async ([socket, given], { context }) => ({
    value: await context.network.datagrams.of(socket).bind(given),
  })),
  'udp.connect': syscall(
    z.tuple([id, port, z.nullable(text)]),
    async ([socket, to, address], { context }) => ({
      value: await context.network.datagrams.of(socket).connect(to, address),
    }),
  ),
  'udp.send': syscall(
    z.tuple([id, z.nullable(port), z.nullable(text)]),
    async ([socket, to, address], { context, tail }) => ({
      value: await context.network.datagrams.of(socket).send(tail, to, address),
    }),
  ),
  'udp.receive': syscall(z.tuple([id]), ([socket], { context }) =>
    context.network.datagrams.of(socket).receive(),
  ),
  'udp.call': syscall(
    z.tuple([id, z.enum(DATAGRAM_METHODS), values]),
    ([socket, method, given], { context }) => ({
      value: context.network.datagrams.of(socket).call(method, given),
    }),
  ),
  'udp.close': syscall(z.tuple([id]), ([socket], { context }) => {
    context.network.datagrams.close(socket);
    return { value: null };
  }),
};
