import type { Address } from '../../protocol/members.ts';
import type { FrameStream } from '../frames/frame-stream.ts';

/** An authenticated connection to a peer. All streams end when it does; it may not be used before `onFrame` is set. */
export interface Link {
  /** The other side's key, proven: `ssh-ed25519 AAAA…`. */
  readonly key: string;
  /** We dialed; the other side accepted. */
  readonly dialed: boolean;
  /** The address from which it was dialed; null where we dialed. */
  readonly from: string | null;
  /** CONTROL and RECORD frames, in order. */
  readonly control: FrameStream;
  /** BULK frames. */
  readonly bulk: FrameStream;
  /** Requests for files and their answers, both ways: protocol/files.ts. */
  readonly files: FrameStream;
  close(): void;
}

export interface PeerAddress extends Address {
  /** Nobody else is talked to at that address. */
  key: string;
}

/** `from`: the address of who asks, where there is one. */
export type Admits = (key: string, from: string) => boolean;

/** How agents reach each other. Adapters: ssh; in the tests also a pair of streams in memory. */
export interface Transport {
  /** `admits` decides about each key that asks; `accept` gets the links of those that were let in. */
  listen(host: string, port: number, admits: Admits, accept: (link: Link) => void): Promise<Address>;
  /** @throws ConnectionRefused, or LinkFailure (ELINK) */
  dial(address: PeerAddress, abort?: AbortSignal): Promise<Link>;
  close(): void;
}

/** The machine is up and says that nothing listens at the address: the agent that was there is gone. */
export class ConnectionRefused extends Error {
  readonly code = 'ECONNREFUSED';
}
