import { isAbsolute } from 'node:path';
import { CODE_FILE, FACTORIES_FILE, RESUME_FILE_PREFIX } from '../abi.ts';
import type { Positions, SourcePlace } from './positions.ts';

/** The part of V8's CallSite that we read. */
interface CallSite {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
  toString(): string;
}

const isGuest = (file: string): boolean =>
  file === CODE_FILE || file === FACTORIES_FILE || file.startsWith(RESUME_FILE_PREFIX);
const COMPILERS_NAME = /(^|\.)\$(?:[tm]\d+(?:_[\w$]+)?|cjs\d+)$/;
/** Before the name of a variable of a module's own: which module's. */
const MODULES_MARK = /(^|[ .])\$u\d+_/g;
/** The generator that stands for the body of an async function, and what enters it: of those the user knows nothing. */
const ASYNC_BODY = /(^|\.)#?\$a\d+$/;
const ASYNC_ENTRY = /^\$(a\d+|main)\.(next|throw) \(<anonymous>\)$/;
const headerOf = Error.prototype.toString;

/** Where in the user's program a frame stands. */
function placeOfSite(positions: Positions | undefined, site: CallSite): SourcePlace | undefined {
  const file = site.getFileName() ?? '';
  if (!isGuest(file)) return undefined;
  return positions?.find(
    file,
    site.getLineNumber() ?? 0,
    (site.getColumnNumber() ?? 1) - 1,
    site.getFunctionName(),
  );
}

/**
 * Shows errors with the user's own positions. `Error.prepareStackTrace` stays the guest's to set: what it sets is used,
 * and what it reads while it has set nothing is ours.
 */
export class StackText {
  positions: Positions | undefined;
  /** Names V8 gives to functions that are the program's top level. */
  mainName = 'main';
  /** Places of the top guest frames of errors that have been shown, for the message when one of them ends the task. */
  private readonly tops = new WeakMap<object, SourcePlace>();
  /** Those whose top guest frame was moved in the middle: where it stands now is not known. */
  private readonly inexact = new WeakSet<object>();
  private readonly ownFiles: ReadonlySet<string>;
  private readonly resumed = new WeakSet<object>();

  constructor(ownFiles: Iterable<string>) {
    this.ownFiles = new Set(ownFiles);
  }

  install(): void {
    const ours = (error: Error, sites: CallSite[]): string => this.format(error, sites);
    let guests: unknown;
    Object.defineProperty(Error, 'prepareStackTrace', {
      get: () => guests ?? ours,
      set: (value: unknown) => {
        guests = value === ours ? undefined : value;
      },
      enumerable: false,
      configurable: true,
    });
  }

  /** A call of the guest's whose frames are not there, since it moved meanwhile: frames of ours say nothing about what it throws. */
  resuming<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      if (typeof error === 'object' && error !== null) this.resumed.add(error);
      throw error;
    }
  }

  /** Where an error was made. */
  topOf(error: unknown): SourcePlace | undefined {
    if (typeof error !== 'object' || error === null) return undefined;
    // The first read formats the stack.
    void (error as Error).stack;
    return this.tops.get(error);
  }

  /** Of the guest's call that is under way; undefined where that is not known to the line. */
  placeOfCall(): SourcePlace | undefined {
    const error = new Error();
    const top = this.topOf(error);
    return this.inexact.has(error) ? undefined : top;
  }

  private format(error: Error, sites: CallSite[]): string {
    const last = sites.findLastIndex((site) => isGuest(site.getFileName() ?? ''));
    // An error that nothing of the guest's led to is ours: shown as it is.
    if (last < 0)
      return (
        header(error) + (this.resumed.has(error) ? '' : sites.map((site) => `\n    at ${site}`).join(''))
      );
    // The guest may have changed arrays.
    let text = header(error);
    for (let i = 0; i <= last; i++) {
      const site = sites[i]!;
      const file = site.getFileName() ?? '';
      const place = placeOfSite(this.positions, site);
      if (isGuest(file) && !this.tops.has(error) && (!place || file.startsWith(RESUME_FILE_PREFIX)))
        this.inexact.add(error);
      if (place) {
        if (!this.tops.has(error)) this.tops.set(error, place);
        text += `\n    at ${this.frame(site, place)}`;
      } else if (!this.ownFiles.has(file) && !file.startsWith('omosix:') && !ASYNC_ENTRY.test(`${site}`))
        text += `\n    at ${site}`;
    }
    return text;
  }

  private frame(site: CallSite, place: SourcePlace): string {
    const where = `${place.shownFile}:${place.line}:${place.column + 1}`;
    const isWrapped = place.isCommonJs && isAbsolute(place.file);
    const top = isWrapped ? `Object.<anonymous> (${where})` : where;
    const name = site.getFunctionName();
    if (name === this.mainName) return top;
    if (name === null || name === '') return where;
    if ((site.getFileName() ?? '').startsWith(RESUME_FILE_PREFIX))
      return place.isMain ? top : place.name ? `${place.name} (${where})` : where;
    const shown = site.toString();
    const at = shown.lastIndexOf(' (');
    if (at < 0) return where;
    // A function without a name bears that of the variable which the compiler put it in.
    if (ASYNC_BODY.test(shown.slice(0, at)))
      return place.name && place.name !== '<anonymous>' ? `${place.name} (${where})` : where;
    const caller = shown.slice(0, at).replace(COMPILERS_NAME, '$1<anonymous>').replace(MODULES_MARK, '$1');
    return caller === '<anonymous>' ? where : `${caller} (${where})`;
  }
}

function header(error: Error): string {
  try {
    return headerOf.call(error);
  } catch {
    return '<error>';
  }
}
