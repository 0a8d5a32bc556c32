import { isOmosixError } from '../../../protocol/errors.ts';
import { kinds } from './classify.ts';
import { readEphemerons } from './ephemerons.ts';
import { TAG_BITS, TAG_MASK, Tag } from './format.ts';
import { type HeapEngine, type Kind, KindCode } from './kind.ts';
import { arrayIsComplete } from './kinds/array.ts';
import { known } from './kinds/known.ts';
import { makerOf, type ReadShape, readShapes } from './makers.ts';
import { damaged, HeapReader } from './reader.ts';
import type { Roots } from './roots.ts';

/**
 * Makes the captured heap again: first every object, as empty as need be, then what they refer to. In a host whose
 * registry is as it was in the host of the capture, before any guest code runs.
 * `settle` puts the roots where they belong, as long as builtins are what they were: functions that the guest has put in
 * their place need the program's variables.
 * @throws OmosixError ESNAPSHOT where the data is damaged or not for this host
 */
export function restoreHeap(
  graph: Uint8Array,
  buffers: readonly Uint8Array[],
  engine: HeapEngine,
  settle: (roots: Roots) => void = () => {},
): Roots {
  try {
    const r = new HeapReader(graph, buffers, engine.registry);
    const restorer = new Restorer(r, engine);
    restorer.allocateAll();
    restorer.fillAll();
    const roots = readRoots(r);
    settle(roots);
    // Last of all: the guest may have patched what all this uses.
    r.makeChanges();
    return roots;
  } catch (error) {
    // What a builtin refuses of values that no capture has written.
    if (isOmosixError(error) || !(error instanceof Error)) throw error;
    throw damaged(error.message);
  }
}

const byCode = new Map<number, Kind>([...kinds, known(new Map())].map((kind) => [kind.code, kind]));

class Restorer {
  private readonly r: HeapReader;
  private readonly engine: HeapEngine;
  private readonly shapes: ReadShape[];
  /** Objects that are to be filled, by number. */
  private readonly unfilled: number[] = [];
  private readonly isOpen: Uint8Array;

  constructor(r: HeapReader, engine: HeapEngine) {
    this.r = r;
    this.engine = engine;
    this.shapes = readShapes(r);
    this.isOpen = new Uint8Array(r.objectCount);
  }

  /** Last first: what an object refers to was mostly found after it, so it is there already. */
  allocateAll(): void {
    const { objects } = this.r;
    for (let number = this.r.objectCount - 1; number >= 0; number--)
      if (objects[number] === undefined) this.allocate(number);
  }

  private allocate(first: number): void {
    const { objects } = this.r;
    if (this.allocateNow(first)) return;
    const stack = [first];
    while (stack.length > 0) {
      const number = stack[stack.length - 1]!;
      if (objects[number] === undefined) {
        const missing = this.isOpen[number] ? [] : this.missing(number);
        this.isOpen[number] = 1;
        if (missing.length > 0) {
          for (const each of missing) {
            if (!this.isOpen[each] || this.isLenient(number)) continue;
            if (!this.isLenient(each)) throw damaged('objects need each other');
            this.make(each);
          }
          const open = missing.filter((each) => !this.isOpen[each]);
          stack.push(...open);
          if (open.length > 0) continue;
        }
        this.make(number);
      }
      stack.pop();
    }
  }

  /** Makes the object if nothing stands in the way. */
  private allocateNow(number: number): boolean {
    if (this.missing(number).length > 0) return false;
    this.make(number);
    return true;
  }

  private missing(number: number): number[] {
    const { r } = this;
    const code = r.seek(number);
    if (code === KindCode.SHAPED) {
      const shape = this.shapes[r.argument];
      if (!shape) throw damaged('a shape is missing');
      if (shape.make) return NONE;
      const proto = r.refOf(shape.protoWord);
      return proto < 0 || r.objects[proto] !== undefined ? NONE : [proto];
    }
    const kind = byCode.get(code);
    if (!kind) throw damaged(`an object of unknown kind ${code}`);
    return kind.needs ? kind.needs(r).filter((each) => r.objects[each] === undefined) : NONE;
  }

  private isLenient(number: number): boolean {
    const code = this.r.seek(number);
    return code === KindCode.SHAPED || byCode.get(code)?.isLenient === true;
  }

  private make(number: number): void {
    const { r, engine } = this;
    const code = r.seek(number);
    r.isIncomplete = false;
    if (code === KindCode.SHAPED) {
      r.objects[number] = this.makeShaped(this.shapes[r.argument]!);
      if (r.isIncomplete) this.unfilled.push(number);
      return;
    }
    const kind = byCode.get(code)!;
    r.objects[number] = kind.allocate(r, engine);
    if (code === KindCode.ARRAY && !r.isIncomplete) {
      r.seek(number);
      if (arrayIsComplete(r)) return;
    }
    if (kind.fill) this.unfilled.push(number);
  }

  private makeShaped(shape: ReadShape): object {
    const { r } = this;
    const at = r.skip(shape.keys.length);
    if (shape.make) return shape.make(r, r.tape, at);
    const word = shape.protoWord;
    const proto = r.early(word) as object | null;
    if ((word & TAG_MASK) === Tag.REF && r.objects[word >>> TAG_BITS] === undefined) {
      // A cycle through prototypes: this object gets its own when everything is there.
      const object = makerOf({ ...shape }, null, this.engine)(r, r.tape, at);
      r.isIncomplete = true;
      r.last.push(() => r.setProto(object, r.valueOf(word)));
      return object;
    }
    if (proto !== null && typeof proto !== 'object' && typeof proto !== 'function')
      throw damaged('a prototype was expected');
    shape.make = makerOf(shape, proto, this.engine);
    return shape.make(r, r.tape, at);
  }

  fillAll(): void {
    const { r, engine } = this;
    for (const number of this.unfilled) {
      const object = r.objects[number]!;
      const code = r.seek(number);
      if (code === KindCode.SHAPED) {
        const shape = this.shapes[r.argument]!;
        shape.fill(r, r.tape, r.skip(shape.keys.length), object);
      } else {
        byCode.get(code)!.fill!(r, object, engine);
      }
    }
    readEphemerons(r, r.weak);
    // Freezing, when nothing else is to be done.
    for (const action of r.last) action();
  }
}

const NONE: number[] = [];

function readRoots(r: HeapReader): Roots {
  r.seekRoots();
  const roots: Roots = { frames: [], module: [], runtime: undefined };
  for (let n = r.count(4); n > 0; n--) {
    const [fn, pc, self] = [r.raw(), r.raw(), r.value()];
    const locals: unknown[] = [];
    for (let i = r.count(1); i > 0; i--) locals.push(r.value());
    roots.frames.push({ fn, pc, self, locals });
  }
  for (let n = r.count(1); n > 0; n--) roots.module.push(r.value());
  roots.runtime = r.value();
  return roots;
}
