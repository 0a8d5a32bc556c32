import * as z from 'zod/mini';
import { type EtcdKnown, etcdKnown } from '../../../protocol/ha.ts';

/** How many names of stores are kept that count no more. */
const MOST_FORMER = 16;

/** A member answers, and what it has is not what was known: whoever relied on it must not go on as if nothing had been. */
export class OtherStore extends Error {}

const stored = z.pick(etcdKnown, { name: true });
/** In the place of a name: somebody has found that this store has forgotten something. */
const OUTDATED = 'outdated';

/** What a member says of itself: null: nothing yet; `name` null: what stands there is none of ours, or is known to be outdated. */
export type Said = { name: string | null } | null;

export const namedValue = (name: string): string => JSON.stringify({ name });
export const OUTDATED_VALUE = JSON.stringify({ [OUTDATED]: true });

export function saidIn(value: Uint8Array | undefined): Said {
  if (value === undefined) return null;
  try {
    return { name: stored.parse(JSON.parse(new TextDecoder().decode(value))).name };
  } catch {
    return { name: null };
  }
}

/**
 * What is known of etcd, so that one that was wiped, restored from a backup, or is another one altogether, is not taken for it: the name that
 * its store was given when the first of us came, and the newest revision that anybody has told this process.
 */
export class Identity {
  /** What is to be remembered has changed. */
  onChange: (known: EtcdKnown) => void = () => {};

  constructor(private now: EtcdKnown | null) {}

  get known(): EtcdKnown | null {
    return this.now;
  }

  get revision(): number {
    return this.now?.revision ?? 0;
  }

  /** This store counts from now on, and none before it. */
  adopt(name: string, revision: number): void {
    const before = this.now ? [this.now.name, ...this.now.former] : [];
    const former = before.filter((one) => one !== name).slice(0, MOST_FORMER);
    this.change({ name, revision, former });
  }

  /**
   * `asked`: what was known when this was asked for.
   * @returns whether it has forgotten something @throws OtherStore where it is not what was known then, or is known now
   */
  check(said: Said, revision: number, asked: EtcdKnown): boolean {
    const { now } = this;
    if (now === null || said?.name !== now.name || asked.name !== now.name) this.refuse(said);
    if (revision < asked.revision) return true;
    if (revision > now.revision) this.change({ ...now, revision });
    return false;
  }

  /** @throws OtherStore */
  refuseForgetful(revision: number, asked: EtcdKnown): never {
    const what = `it was at revision ${asked.revision} and is at ${revision}`;
    throw new OtherStore(wordsOf(what, { name: asked.name }));
  }

  /** @throws OtherStore */
  refuse(said: Said): never {
    const isOutdated = said !== null && said.name === null;
    throw new OtherStore(wordsOf(isOutdated ? 'its data is outdated' : 'its data is another', said));
  }

  /** Whether what is there must not be used by anybody, for it is older than what has been. */
  isOutdated(said: Said, revision: number): boolean {
    const { now } = this;
    if (said === null || said.name === null) return true;
    if (said.name === now?.name) return revision < now.revision;
    return now?.former.includes(said.name) ?? false;
  }

  private change(known: EtcdKnown): void {
    this.now = known;
    this.onChange(known);
  }
}

function wordsOf(what: string, said: Said): string {
  const guess = said === null ? 'begun anew' : 'restored from a backup, or begun anew';
  return `it is not the etcd that it was: ${what} (${guess}?); 'mosctl etcd-anew --help' says what to do`;
}
