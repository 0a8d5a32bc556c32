import type { Asker, Factories, LinkedModule, ResumeFunctions } from '../abi.ts';
import type { ProgramWords } from '../safepoint/engine.ts';
import type { Generators } from '../safepoint/generators.ts';
import type { HeapReader } from './reader.ts';
import type { Registry } from './registry.ts';
import type { HeapWriter } from './writer.ts';

/** What the heap walk needs of the engine. */
export interface HeapEngine {
  readonly registry: Registry;
  readonly factories: Factories;
  readonly linked: LinkedModule;
  readonly program: ProgramWords | undefined;
  /** Whether the program can make an inner function or class outside the place where it stands. */
  canMake(kind: 'class' | 'function', id: number): boolean;
  setAsk(asker: Asker | undefined): void;
  readonly generators: Pick<Generators, 'stateOf' | 'prime'>;
  resumeFunction(fn: number, pc: number): ResumeFunctions[string] | undefined;
}

/**
 * One kind of object: how it is taken down and made again, side by side. A record is written by `write` (after the
 * head), and read twice from its head on: by `allocate`, which makes the object though what it refers to may not exist
 * yet, and by `fill`, when every object does.
 */
export interface Kind<T extends object = object> {
  readonly code: number;
  write(w: HeapWriter, object: T, engine: HeapEngine): void;
  /** Numbers of objects without which `allocate` cannot do. */
  needs?(r: HeapReader): number[];
  /** In a cycle of needs, `allocate` can do without after all. */
  readonly isLenient?: boolean;
  allocate(r: HeapReader, engine: HeapEngine): T;
  fill?(r: HeapReader, object: T, engine: HeapEngine): void;
}

export const KindCode = {
  KNOWN: 1,
  SHAPED: 2,
  OBJECT: 3,
  ARRAY: 4,
  MAP: 5,
  SET: 6,
  ITERATOR: 7,
  ARRAY_BUFFER: 8,
  VIEW: 9,
  DATE: 10,
  REGEXP: 11,
  ERROR: 12,
  BOXED: 13,
  ARGUMENTS: 14,
  CLOSURE: 15,
  BOUND: 16,
  MADE: 17,
  MEMBER: 18,
  CURSOR: 19,
  CONSTRUCTED: 21,
  PRIVATE: 20,
  GENERATOR: 22,
  PROMISE: 23,
  PROXY: 30,
  REVOKER: 31,
  WEAK_MAP: 32,
  WEAK_SET: 33,
  WEAK_REF: 34,
  FINALIZATION_REGISTRY: 35,
  DERIVED: 36,
  PRIVATE_FIELDS: 50,
} as const;
