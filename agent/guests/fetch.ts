import { OmosixError } from '../../protocol/errors.ts';
import { BULK_CHUNK_BYTES } from '../../protocol/limits.ts';
import type { PeerBulkHead } from '../../protocol/peer.ts';
import type { Hub } from '../hub.ts';
import type { Peers } from '../transport/peers.ts';
import { type Programs, ProgramUpload } from './programs.ts';

interface Fetch {
  from: number;
  image: Promise<Uint8Array>;
  upload: ProgramUpload;
  resolve(image: Uint8Array): void;
  reject(error: Error): void;
}

/** Programs from node to node: each is asked for once at a time, whoever needs it. */
export class ProgramFetch {
  private readonly fetches = new Map<string, Fetch>();

  constructor(
    private readonly hub: Hub,
    private readonly programs: Programs,
    private readonly peers: Peers,
  ) {}

  /** The image, from here or from a node that has it. */
  async get(program: string, from: number): Promise<Uint8Array> {
    const here = await this.programs.get(program);
    if (here) return here;
    if (from === this.hub.self) throw new OmosixError('EREFUSED', 'its program is not here');
    const running = this.fetches.get(program);
    if (running) return running.image;
    const fetch: Partial<Fetch> = { from, upload: new ProgramUpload() };
    fetch.image = new Promise((resolve, reject) => {
      fetch.resolve = resolve;
      fetch.reject = reject;
    });
    this.fetches.set(program, fetch as Fetch);
    this.hub.send(from, { op: 'needprogram', program });
    try {
      return await fetch.image;
    } finally {
      this.fetches.delete(program);
    }
  }

  take(from: number, { program, last }: Extract<PeerBulkHead, { what: 'program' }>, tail: Uint8Array): void {
    const fetch = this.fetches.get(program);
    if (fetch?.from !== from) return;
    const image = fetch.upload.take(tail, last);
    if (!image) return;
    try {
      this.programs.put(program, image);
      fetch.resolve(image);
    } catch (error) {
      fetch.reject(error as Error);
    }
  }

  linkDown(node: number): void {
    for (const fetch of this.fetches.values()) {
      if (fetch.from === node) fetch.reject(new OmosixError('ELINK', `the link to node ${node} broke`));
    }
  }

  /** Another node asks. */
  async serve(to: number, program: string): Promise<void> {
    const image = await this.programs.get(program);
    if (!image) {
      this.hub.log.warn('a node asks for a program that is not here', { node: to, program });
      return;
    }
    for (let at = 0; at < image.length; at += BULK_CHUNK_BYTES) {
      const last = at + BULK_CHUNK_BYTES >= image.length;
      const sink = this.peers
        .get(to)
        ?.sendBulk({ what: 'program', program, last }, [image.subarray(at, at + BULK_CHUNK_BYTES)]);
      if (!sink) return;
      await sink.drained();
    }
  }
}
