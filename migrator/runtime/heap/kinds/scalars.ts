import {
  isBigIntObject,
  isBooleanObject,
  isNumberObject,
  isStringObject,
  isSymbolObject,
} from 'node:util/types';
import { type Kind, KindCode } from '../kind.ts';
import {
  bigintValue,
  booleanValue,
  dateTime,
  getPrototypeOf,
  numberValue,
  regexpFlags,
  regexpSource,
  stringValue,
  symbolValue,
  toObject,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';
import { Refusal } from '../uncapturable.ts';

/**
 *     prototype, time, props
 */
export const date: Kind = {
  code: KindCode.DATE,
  write(w, date) {
    writeProto(w, date);
    w.value(dateTime(date));
    writeProps(w, date, getPrototypeOf(date));
  },
  needs: needsProto,
  isLenient: true,
  allocate: (r) => constructAs(r, PristineDate, () => [r.value()]),
  fill(r, date) {
    r.skip(2);
    readProps(r, date);
  },
};
/** The runtime may put another clock behind the global `Date`. */
const PristineDate = Date;

/**
 *     prototype, source, flags, props with lastIndex
 */
export const regexp: Kind = {
  code: KindCode.REGEXP,
  write(w, regexp) {
    writeProto(w, regexp);
    w.value(regexpSource(regexp));
    w.value(regexpFlags(regexp));
    writeProps(w, regexp, getPrototypeOf(regexp));
  },
  needs: needsProto,
  isLenient: true,
  allocate: (r) => constructAs(r, RegExp, () => [r.value(), r.value()]),
  fill(r, regexp) {
    r.skip(3);
    readProps(r, regexp);
  },
};

/**
 * `Object(1)`, `new String('a')` and the like.
 *
 *     value, props with the prototype where it is another
 */
export const boxed: Kind = {
  code: KindCode.BOXED,
  write(w, boxed) {
    const value = unbox(boxed);
    w.value(value);
    const isCharacter = (key: PropertyKey) =>
      typeof key === 'string' &&
      typeof value === 'string' &&
      (key === 'length' || isIndexBelow(key, value.length));
    writeProps(w, boxed, getPrototypeOf(toObject(value)), isCharacter);
  },
  allocate(r) {
    const value = r.value();
    if (value === null || value === undefined) throw damaged('a value was expected');
    return toObject(value);
  },
  fill(r, boxed) {
    r.skip(1);
    readProps(r, boxed);
  },
};

function unbox(boxed: object): unknown {
  if (isStringObject(boxed)) return stringValue(boxed);
  if (isNumberObject(boxed)) return numberValue(boxed);
  if (isBooleanObject(boxed)) return booleanValue(boxed);
  if (isSymbolObject(boxed)) return symbolValue(boxed);
  if (isBigIntObject(boxed)) return bigintValue(boxed);
  throw new Refusal('a boxed value');
}

const isIndexBelow = (key: string, length: number): boolean =>
  String(Number(key) >>> 0) === key && Number(key) < length;
