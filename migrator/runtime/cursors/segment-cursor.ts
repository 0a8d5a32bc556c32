import { deleteProperty, getPrototypeOf, setPrototypeOf } from '../heap/pristine.ts';

export interface SegmentCursorState {
  /** What `segment` gave. */
  segments: object;
  /** Code unit where the next segment begins. */
  at: number;
}

interface Segment {
  segment: string;
  index: number;
}

const sample = new Intl.Segmenter('en').segment('');
const segmentsPrototype = getPrototypeOf(sample) as { containing(at: number): Segment | undefined };
const { containing } = segmentsPrototype;
const { apply } = Reflect;

/** An iterator over segments that can be asked where it is (ECMA-402 19.6). */
export class SegmentCursor {
  #segments: object;
  #at: number;

  constructor({ segments, at }: SegmentCursorState) {
    this.#segments = segments;
    this.#at = at;
  }

  static stateOf(object: object): SegmentCursorState | undefined {
    return #segments in object ? { segments: object.#segments, at: object.#at } : undefined;
  }

  next(): IteratorResult<Segment, undefined> {
    const value = apply(containing, this.#segments, [this.#at]);
    if (value === undefined) return { value, done: true };
    this.#at = value.index + value.segment.length;
    return { value, done: false };
  }
}

setPrototypeOf(SegmentCursor.prototype, getPrototypeOf(sample[Symbol.iterator]()));
deleteProperty(SegmentCursor.prototype, 'constructor');

/** In the place of the builtin that gives an iterator of segments. */
export const segmentsMethods = {
  prototype: segmentsPrototype as object,
  [Symbol.iterator](this: object): SegmentCursor {
    // Throws for anything else.
    apply(containing, this, [0]);
    return new SegmentCursor({ segments: this, at: 0 });
  },
};
