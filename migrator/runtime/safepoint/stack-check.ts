import type { CantMove } from '../../../protocol/node.ts';
import type { PointColumns } from '../abi.ts';
import type { CallSite } from './call-sites.ts';
import type { OwnFrames } from './own-frames.ts';

export type StackVerdict = { ok: true; frames: number } | { ok: false; why: CantMove };

/** A place in the user's program. */
export interface Place {
  file: string;
  line: number;
  /** Name of the function there, for people. */
  name?: string;
  /** Why the function there is never captured, if it is such a one. */
  opaque?: string | null;
}

/** Finds the user's place for a position in a script of the guest. */
export type Locate = (file: string, line: number, column: number) => Place | undefined;

/** By file name; without prototype. */
export type GuestPoints = Record<string, PointColumns>;

export interface StackRules {
  /** Suspension points of each guest script. Plain objects: the guest may have patched Map. */
  points: GuestPoints;
  locate: Locate;
  isRoot(site: CallSite): boolean;
  own: Pick<OwnFrames, 'below'>;
}

/**
 * May the stack be unwound from here? Frames of the runtime on top (the poll, a shim) are passed over; from the first
 * guest frame on, each must be a guest frame at a registered point, until the root. A builtin in between (the `map` that
 * calls back, a `replace`) holds state that nobody can save; a guest frame elsewhere is inside a getter, a conversion or
 * something else that the compiler did not see as a call.
 */
export function checkStack(sites: readonly CallSite[], rules: StackRules): StackVerdict {
  let frames = 0;
  for (let i = 0; i < sites.length; i++) {
    const site = sites[i]!;
    const file = site.getFileName() ?? '';
    const points = rules.points[file];
    if (points) {
      if (!isAtPoint(site, points)) return refuse(placeOf(site, rules), unregistered);
      frames++;
    } else if (rules.isRoot(site)) {
      return { ok: true, frames };
    } else if (frames > 0 || file === '' || isNodes(file)) {
      const { count, saves } = frames > 0 ? rules.own.below(sites, i) : NONE;
      if (count > 0) {
        frames += saves;
        i += count - 1;
        continue;
      }
      const builtin = nameOf(site);
      return refuse(callerOf(sites, i, rules), () => `${builtin} is calling back into the program`);
    }
  }
  return {
    ok: false,
    why: { reason: 'the task runs outside of its event loop', file: null, line: null, kind: 'delayed' },
  };
}

const NONE = { count: 0, saves: 0 };

function isAtPoint(site: CallSite, points: PointColumns): boolean {
  const columns = points[site.getLineNumber() ?? 0];
  const column = site.getColumnNumber();
  for (let i = 0; columns && i < columns.length; i++) if (columns[i] === column) return true;
  return false;
}

const isNodes = (file: string): boolean =>
  file[0] === 'n' && file[1] === 'o' && file[2] === 'd' && file[3] === 'e' && file[4] === ':';

function refuse(place: Place | undefined, words: (place: Place | undefined) => string): StackVerdict {
  return {
    ok: false,
    why: { reason: words(place), file: place?.file ?? null, line: place?.line ?? null, kind: 'delayed' },
  };
}

function unregistered(place: Place | undefined): string {
  const name = place?.name ?? 'a function';
  if (place?.opaque) return `${name} is running: ${place.opaque}`;
  return `${name} is in the middle of an expression that calls code by itself (a getter, a conversion, an iterator)`;
}

function placeOf(site: CallSite, rules: StackRules): Place | undefined {
  const place = rules.locate(
    site.getFileName() ?? '',
    site.getLineNumber() ?? 0,
    (site.getColumnNumber() ?? 1) - 1,
  );
  if (!place || place.name) return place;
  const name = site.getFunctionName();
  return name ? { ...place, name } : place;
}

/** The guest frame that called what stands at `from`. */
function callerOf(sites: readonly CallSite[], from: number, rules: StackRules): Place | undefined {
  for (let i = from + 1; i < sites.length; i++)
    if (rules.points[sites[i]!.getFileName() ?? '']) return placeOf(sites[i]!, rules);
  return undefined;
}

function nameOf(site: CallSite): string {
  const name = site.getFunctionName();
  if (!name) return 'a builtin';
  const type = site.getTypeName();
  // Static methods have a function as receiver, whose name V8 does not give.
  return type && type !== 'Object' && type !== 'Function' && !name.includes('.') ? `${type}.${name}` : name;
}
