import { NULL } from './format.ts';
import { canBeExample, isLike } from './peek.ts';
import {
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  ownKeys,
} from './pristine.ts';
import type { HeapWriter } from './writer.ts';

/** Objects with more keys are dictionaries, each one different. */
export const MAX_SHAPE_KEYS = 64;
const MAX_SHAPES = 4096;
const RECENT = 8;
/** Rows after which a writer of its own pays. */
const ROWS_BEFORE_CODE = 32;

const PristineFunction = Function;

type RowWriter = (w: HeapWriter, object: object) => void;

/** A list of keys and a prototype that ordinary objects have in common: `{ x, y }`, instances of one class. */
export interface Shape {
  number: number;
  keys: readonly (string | symbol)[];
  /** Undefined where the map of an example says nothing. */
  example: object | undefined;
  rows: number;
  write: RowWriter;
}

const isIndex = (key: string): boolean =>
  key.length > 0 && key.charCodeAt(0) <= 57 && key.charCodeAt(0) >= 48 && String(Number(key)) === key;

/**
 * The shapes met during one capture. On the tape `shapes`: prototype word, n, key word × n.
 */
export class ShapeTable {
  private readonly w: HeapWriter;
  private readonly byKey = new Map<string, Shape[]>();
  private readonly recent: Shape[] = [];
  private count = 0;

  constructor(w: HeapWriter) {
    this.w = w;
  }

  /** The shape of an object, if its map is that of one seen before. */
  known(object: object): Shape | undefined {
    const recent = this.recent;
    for (let i = 0; i < recent.length; i++) {
      const shape = recent[i]!;
      if (!isLike(object, shape.example!, shape.keys[0] as string)) continue;
      if (i > 0) this.toFront(shape, i);
      return shape;
    }
    return undefined;
  }

  /** By looking at every property: undefined where the object is no ordinary one. */
  examine(object: object): Shape | undefined {
    if (!isExtensible(object)) return undefined;
    const keys = ownKeys(object);
    if (keys.length > MAX_SHAPE_KEYS) return undefined;
    let name = '';
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (key === '__proto__' || (typeof key === 'string' && isIndex(key))) return undefined;
      const descriptor = getOwnPropertyDescriptor(object, key)!;
      if (!descriptor.writable || !descriptor.enumerable || !descriptor.configurable) return undefined;
      name += typeof key === 'symbol' ? '\0@' : `\0${key}`;
    }
    const proto = getPrototypeOf(object);
    const protoWord = proto === null ? NULL : this.w.ref(proto);
    const shape = this.find(`${protoWord}${name}`, keys) ?? this.add(`${protoWord}${name}`, keys, protoWord);
    if (shape && typeof keys[0] === 'string' && canBeExample(object)) this.setExample(shape, object);
    return shape;
  }

  private find(name: string, keys: readonly (string | symbol)[]): Shape | undefined {
    return this.byKey.get(name)?.find((shape) => shape.keys.every((key, i) => key === keys[i]));
  }

  private add(name: string, keys: readonly (string | symbol)[], protoWord: number): Shape | undefined {
    if (this.count >= MAX_SHAPES) return undefined;
    const shape: Shape = {
      number: this.count++,
      keys,
      example: undefined,
      rows: 0,
      write: writeByKeys(keys),
    };
    const same = this.byKey.get(name);
    if (same) same.push(shape);
    else this.byKey.set(name, [shape]);
    const { shapes } = this.w;
    shapes.push(protoWord);
    shapes.push(keys.length);
    for (let i = 0; i < keys.length; i++) shapes.push(this.w.word(keys[i]));
    return shape;
  }

  private setExample(shape: Shape, object: object): void {
    shape.example = object;
    const at = this.recent.indexOf(shape);
    if (at >= 0) return this.toFront(shape, at);
    if (this.recent.length === RECENT) this.recent.pop();
    this.recent.unshift(shape);
  }

  private toFront(shape: Shape, from: number): void {
    for (let i = from; i > 0; i--) this.recent[i] = this.recent[i - 1]!;
    this.recent[0] = shape;
  }
}

/** One row: the values in the order of the keys. */
export function writeRow(w: HeapWriter, shape: Shape, object: object): void {
  if (++shape.rows === ROWS_BEFORE_CODE) shape.write = compileWriter(shape.keys);
  shape.write(w, object);
}

function writeByKeys(keys: readonly (string | symbol)[]): RowWriter {
  return (w, object) => {
    for (let i = 0; i < keys.length; i++) w.value((object as Record<PropertyKey, unknown>)[keys[i]!]);
  };
}

function compileWriter(keys: readonly (string | symbol)[]): RowWriter {
  const body = keys.map((key, i) => `w.value(o[${keyText(key, i)}]);`).join('');
  return new PristineFunction('k', `return (w, o) => { ${body} };`)(keys) as RowWriter;
}

/** A key as it stands in generated code, where `k` are the keys. */
export const keyText = (key: string | symbol, i: number): string =>
  typeof key === 'symbol' ? `k[${i}]` : JSON.stringify(key);

export const setOwn = (object: object, key: PropertyKey, value: unknown): boolean =>
  defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
