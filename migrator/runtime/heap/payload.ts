import { deserialize, serialize } from 'node:v8';
import { OmosixError } from '../../../protocol/errors.ts';
import { HEAP_MAGIC, HEAP_VERSION, type HeapTables } from './format.ts';
import { Expected, packOffsets, unpackOffsets } from './pack.ts';
import { isArray } from './pristine.ts';

/** What node:v8 writes: tables of words as bytes, and how many words each has. */
type Payload = [
  magic: string,
  version: number,
  counts: number[],
  roots: Uint8Array,
  shapes: Uint8Array,
  weak: Uint8Array,
  tape: Uint8Array,
  offsets: Uint8Array,
  doubles: Float64Array,
  strings: string[],
  bigints: bigint[],
  symbols: (string | number | null)[],
  bufferBytes: number[],
];
const PARTS = 13;

export function encodeTables(tables: HeapTables): Uint8Array {
  const { roots, shapes, weak, tape, offsets, doubles, strings, bigints, symbols, bufferBytes } = tables;
  const expected = new Expected();
  const payload: Payload = [
    HEAP_MAGIC,
    HEAP_VERSION,
    [roots, shapes, weak, tape, offsets].map((each) => each.length),
    expected.pack(roots),
    // The tape goes on where the roots end; these two are written beside it.
    new Expected().pack(shapes),
    new Expected().pack(weak),
    expected.pack(tape),
    packOffsets(offsets),
    doubles,
    strings,
    bigints,
    symbols,
    bufferBytes,
  ];
  return serialize(payload);
}

/** @throws OmosixError ESNAPSHOT where it is of another version, or damaged */
export function decodeTables(graph: Uint8Array): HeapTables {
  let payload: unknown;
  try {
    payload = deserialize(graph);
  } catch {
    throw damagedGraph('cannot be read');
  }
  if (!isArray(payload) || payload[0] !== HEAP_MAGIC) throw damagedGraph('is no heap');
  if (payload[1] !== HEAP_VERSION)
    throw new OmosixError(
      'ESNAPSHOT',
      `heap version ${String(payload[1])} is not ${HEAP_VERSION}, which is read here`,
    );
  if (!isPayload(payload, graph.length)) throw damagedGraph('has tables that are not what they should be');
  const [, , counts, ...rest] = payload;
  const [rootBytes, shapeBytes, weakBytes, tapeBytes, offsetBytes, doubles, strings, bigints, symbols] = rest;
  const expected = new Expected();
  const roots = expected.unpack(rootBytes, counts[0]!);
  const shapes = new Expected().unpack(shapeBytes, counts[1]!);
  const weak = new Expected().unpack(weakBytes, counts[2]!);
  const tape = expected.unpack(tapeBytes, counts[3]!);
  const offsets = unpackOffsets(offsetBytes, counts[4]!);
  if (!roots || !shapes || !weak || !tape || !offsets) throw damagedGraph('is cut short');
  return { roots, shapes, weak, tape, offsets, doubles, strings, bigints, symbols, bufferBytes: payload[12] };
}

function isPayload(payload: unknown[], bytes: number): payload is Payload {
  // A sparse array takes few bytes, and for ever to look through.
  const isDense = (each: unknown): each is unknown[] => isArray(each) && each.length <= bytes;
  const list = (each: unknown, type: string): boolean =>
    isDense(each) && each.every((item) => typeof item === type);
  return (
    payload.length === PARTS &&
    list(payload[2], 'number') &&
    payload.slice(3, 8).every((each) => each instanceof Uint8Array) &&
    payload[8] instanceof Float64Array &&
    list(payload[9], 'string') &&
    list(payload[10], 'bigint') &&
    isDense(payload[11]) &&
    list(payload[12], 'number')
  );
}

const damagedGraph = (what: string): OmosixError =>
  new OmosixError('ESNAPSHOT', `the snapshot is damaged: its graph ${what}`);
