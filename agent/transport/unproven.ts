/** Connections that have not proven a key yet; more are dropped unheard. */
const MAX_UNPROVEN = 64;
/** Of one address, so that one stranger alone keeps no member out. */
const MAX_OF_ONE_ADDRESS = 16;

/** Counts who is at the door. */
export class Unproven {
  private readonly of = new Map<string, number>();
  private count = 0;

  /** @returns what to call, once, when it is in or gone; null where there are too many */
  come(address: string): (() => void) | null {
    const ofAddress = this.of.get(address) ?? 0;
    // Behind loopback are all users of this machine, and the nodes of a private cluster, which come at once.
    const isLocal = /^(::ffff:)?127\.|^::1$/.test(address);
    if (this.count >= MAX_UNPROVEN || (!isLocal && ofAddress >= MAX_OF_ONE_ADDRESS)) return null;
    this.count++;
    this.of.set(address, ofAddress + 1);
    let isHere = true;
    return () => {
      if (!isHere) return;
      isHere = false;
      this.count--;
      const left = (this.of.get(address) ?? 0) - 1;
      if (left > 0) this.of.set(address, left);
      else this.of.delete(address);
    };
  }
}
