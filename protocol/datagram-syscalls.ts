import type { SocketAddress } from './net-syscalls.ts';

/** What a task has of UDP: sockets live in its deputy, under numbers of the task's; what has come waits there until it is asked for. */
export interface DatagramSyscalls {
  'udp.open': { args: [socket: number, options: DatagramOptions]; result: null };
  /** Async: bound; its address. */
  'udp.bind': { args: [socket: number, options: DatagramBinding]; result: SocketAddress };
  /** Async: its address. */
  'udp.connect': { args: [socket: number, port: number, address: string | null]; result: SocketAddress };
  /** Async: sends the tail; the number of bytes. Without a port to where it is connected. */
  'udp.send': { args: [socket: number, port: number | null, address: string | null]; result: number };
  /** Async: the next message as the tail, and who sent it; null where there will be none any more. */
  'udp.receive': { args: [socket: number]; result: DatagramSender | null };
  /** A method of `dgram.Socket` that sets or tells something. */
  'udp.call': { args: [socket: number, method: DatagramMethod, values: unknown[]]; result: unknown };
  'udp.close': { args: [socket: number]; result: null };
}

export interface DatagramOptions {
  type: 'udp4' | 'udp6';
  reuseAddr?: boolean;
  reusePort?: boolean;
  ipv6Only?: boolean;
  recvBufferSize?: number;
  sendBufferSize?: number;
}

export interface DatagramBinding {
  port?: number;
  address?: string;
  exclusive?: boolean;
}

export interface DatagramSender extends SocketAddress {
  size: number;
}

export const DATAGRAM_METHODS = [
  'address',
  'remoteAddress',
  'disconnect',
  'setBroadcast',
  'setTTL',
  'setMulticastTTL',
  'setMulticastLoopback',
  'setMulticastInterface',
  'addMembership',
  'dropMembership',
  'addSourceSpecificMembership',
  'dropSourceSpecificMembership',
  'getRecvBufferSize',
  'getSendBufferSize',
  'setRecvBufferSize',
  'setSendBufferSize',
  'getSendQueueSize',
  'getSendQueueCount',
] as const;
export type DatagramMethod = (typeof DATAGRAM_METHODS)[number];
