import { join } from 'node:path';
import * as z from 'zod/mini';
import { type EtcdKnown, etcdKnown, etcdPrefix } from '../../protocol/ha.ts';
import type { Log } from '../../protocol/ports.ts';
import { readState, writeState } from '../state-file.ts';
import { systemClock } from '../system-clock.ts';

const FILE = 'etcd.json';
/** Its revision changes all the time; what was seen since then the running agents know. */
const KEPT_EVERY_MS = 10_000;

const kept = z.nullable(z.extend(etcdKnown, { prefix: etcdPrefix }));

/** What this node knows of its etcd, over the agent's restarts. */
export class KnownEtcd {
  private now: EtcdKnown | null;
  private isDue = false;

  /** @throws OmosixError EREFUSED where the file is damaged */
  constructor(
    private readonly directory: string,
    private readonly prefix: string,
    private readonly log: Log,
  ) {
    const before = readState(join(directory, FILE), kept, null);
    // Another prefix is another cluster's.
    this.now = before?.prefix === prefix ? before : null;
  }

  get known(): EtcdKnown | null {
    return this.now;
  }

  note(known: EtcdKnown): void {
    const isOther = known.name !== this.now?.name;
    this.now = known;
    if (isOther) this.keep();
    else if (!this.isDue) {
      this.isDue = true;
      systemClock.after(KEPT_EVERY_MS, () => this.keep());
    }
  }

  private keep(): void {
    this.isDue = false;
    try {
      writeState(this.directory, FILE, { prefix: this.prefix, ...this.now });
    } catch (error) {
      this.log.warn((error as Error).message);
    }
  }
}
