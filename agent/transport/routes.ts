import type { Address } from '../../protocol/members.ts';

/** Of a node with many interfaces, those it was heard at lately. */
const MAX_HEARD = 8;

const same = (one: Address, other: Address): boolean => one.host === other.host && one.port === other.port;

/** Where a peer may be reached: what mDNS says now, what answered last, what the book says, what the map says. */
export class Routes {
  /** The address at which it was reached last. */
  answered: Address | null = null;
  book: readonly Address[] = [];
  map: Address | null = null;
  /** Newest first. */
  heard: readonly Address[] = [];

  /** @returns whether that is news */
  hear(address: Address): boolean {
    const isNew = !this.heard.some((one) => same(one, address));
    this.heard = [address, ...this.heard.filter((one) => !same(one, address))].slice(0, MAX_HEARD);
    return isNew;
  }

  /** Best first, each once. */
  candidates(): Address[] {
    const { answered, book, map } = this;
    const [latest, ...heard] = this.heard;
    // What answered once is not put off by a lie about where the peer is now.
    const all = [latest, answered, ...heard, ...book, map].filter((one) => one != null);
    return all.filter((one, index) => all.findIndex((other) => same(one, other)) === index);
  }

  /**
   * Whether refusals at these addresses prove that the agent is gone: somebody else may have an address that it had.
   * @param refused where nobody listens; all other addresses were tried in vain
   */
  isProof(refused: readonly Address[]): boolean {
    const { answered } = this;
    if (answered) return refused.some((one) => same(one, answered));
    return refused.length > 0 && refused.length === this.candidates().length;
  }
}
