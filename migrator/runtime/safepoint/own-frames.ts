import { type CallSite, callSites } from './call-sites.ts';

/**
 * Functions of the runtime that call into the program and can be left while the stack unwinds: the methods of generators, the driver of
 * async functions, jobs of promises. Where their calls stand is learnt by looking, once, at stacks that go through them.
 */
export class OwnFrames {
  /** By `file:line:column`: how many saved frames stand for it. */
  private readonly saves: Record<string, number | undefined> = Object.create(null);

  /** `way` calls `look` through frames that save themselves as so many. */
  learn(way: (look: () => void) => unknown, saves: number): void {
    const look = (): void => {
      const sites = callSites(look) ?? [];
      const end = sites.findIndex((site) => site.getFunctionName() === 'omosixProbe');
      let rest = saves;
      for (const site of sites.slice(0, end)) {
        if (!site.getFileName() || this.saves[placeOf(site)] !== undefined) continue;
        this.saves[placeOf(site)] = rest;
        rest = 0;
      }
    };
    omosixProbe(way, look);
  }

  /**
   * The frames from `at` on that only lead from the program's code to its caller: their number, and how many of them save
   * themselves.
   */
  below(sites: readonly CallSite[], at: number): { count: number; saves: number } {
    const first = sites[at]!;
    const name = first.getFunctionName();
    // The builtin that runs a generator's body.
    const isBuiltin = !first.getFileName() && (name === 'next' || name === 'throw');
    let count = isBuiltin ? 1 : 0;
    let saves = 0;
    for (; at + count < sites.length; count++) {
      const own = this.saves[placeOf(sites[at + count]!)];
      if (own === undefined) break;
      saves += own;
    }
    return isBuiltin && count === 1 ? NONE : { count, saves };
  }
}

const NONE = { count: 0, saves: 0 };

/** Marks the end of what is to be learnt. */
function omosixProbe(way: (look: () => void) => unknown, look: () => void): void {
  try {
    way(look);
  } catch {
    // what a way throws into a generator
  }
}

const placeOf = (site: CallSite): string =>
  `${site.getFileName()}:${site.getLineNumber()}:${site.getColumnNumber()}`;
