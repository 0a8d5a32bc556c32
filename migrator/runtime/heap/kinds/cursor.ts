import { isRegExp } from 'node:util/types';
import { ArrayCursor, type ArrayCursorKind } from '../../cursors/array-cursor.ts';
import { MatchCursor } from '../../cursors/match-cursor.ts';
import { SegmentCursor } from '../../cursors/segment-cursor.ts';
import { StringCursor } from '../../cursors/string-cursor.ts';
import { type Kind, KindCode } from '../kind.ts';
import { getPrototypeOf } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';

const ARRAY_KINDS: readonly ArrayCursorKind[] = ['entries', 'keys', 'values'];
const Variant = { ARRAY: 0, STRING: 1, MATCH: 2, SEGMENT: 3 } as const;

export const isCursor = (object: object): boolean =>
  (ArrayCursor.stateOf(object) ??
    StringCursor.stateOf(object) ??
    MatchCursor.stateOf(object) ??
    SegmentCursor.stateOf(object)) !== undefined;

/**
 * Iterators that are the runtime's own (see cursors/).
 *
 *     variant, subject, position, kind, props
 */
export const cursor: Kind = {
  code: KindCode.CURSOR,
  write(w, object) {
    const array = ArrayCursor.stateOf(object);
    const string = StringCursor.stateOf(object);
    const match = MatchCursor.stateOf(object);
    const segment = SegmentCursor.stateOf(object);
    w.raw(array ? Variant.ARRAY : string ? Variant.STRING : match ? Variant.MATCH : Variant.SEGMENT);
    w.value(array?.source ?? string?.text ?? match?.matcher ?? segment!.segments);
    w.value(array?.at ?? string?.at ?? match?.text ?? segment!.at);
    w.value(array?.kind ?? match?.isDone);
    writeProps(w, object, getPrototypeOf(object));
  },
  needs(r) {
    r.raw();
    return [r.refOf(r.raw())].filter((number) => number >= 0);
  },
  allocate(r) {
    const variant = r.raw();
    const [subject, position, kind] = [r.value(), r.value(), r.value()];
    if (
      variant === Variant.ARRAY &&
      typeof subject === 'object' &&
      subject !== null &&
      typeof position === 'number' &&
      ARRAY_KINDS.includes(kind as ArrayCursorKind)
    ) {
      return new ArrayCursor({ source: subject, kind: kind as ArrayCursorKind, at: position });
    }
    if (variant === Variant.STRING && typeof subject === 'string' && typeof position === 'number')
      return new StringCursor({ text: subject, at: position });
    if (variant === Variant.MATCH && isRegExp(subject) && typeof position === 'string')
      return new MatchCursor({ matcher: subject, text: position, isDone: kind === true });
    if (variant === Variant.SEGMENT && typeof subject === 'object' && typeof position === 'number')
      return new SegmentCursor({ segments: subject as object, at: position });
    throw damaged('an iterator of no kind');
  },
  fill(r, object) {
    r.skip(4);
    readProps(r, object);
  },
};
