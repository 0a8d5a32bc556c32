/** CryptoKey: a KeyObject of ours and what it may be used for. */
import { inspect } from 'node:util';
import { nodeError } from '../errors.ts';

export const PARTS: unique symbol = Symbol('omosix.key');

export interface Algorithm {
  name: string;
  hash?: { name: string };
  length?: number;
  namedCurve?: string;
  [parameter: string]: unknown;
}

export interface KeyParts {
  /** A KeyObject of ours. */
  key: object;
  type: 'secret' | 'public' | 'private';
  algorithm: Algorithm;
  extractable: boolean;
  usages: string[];
}

export class CryptoKey {
  declare [PARTS]: KeyParts;
  constructor() {
    throw nodeError('ERR_ILLEGAL_CONSTRUCTOR');
  }
  get type(): string {
    return this[PARTS].type;
  }
  get extractable(): boolean {
    return this[PARTS].extractable;
  }
  get algorithm(): Algorithm {
    return this[PARTS].algorithm;
  }
  get usages(): string[] {
    return this[PARTS].usages;
  }
  [inspect.custom](depth: number, options: { depth?: number | null }): unknown {
    if (depth < 0) return this;
    const { type, extractable, algorithm, usages } = this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, inner)}`;
  }
}
for (const name of ['type', 'extractable', 'algorithm', 'usages'])
  Object.defineProperty(CryptoKey.prototype, name, { enumerable: true });
Object.defineProperty(CryptoKey.prototype, Symbol.toStringTag, { value: 'CryptoKey', configurable: true });

export const isCryptoKey = (value: unknown): value is CryptoKey =>
  typeof value === 'object' && value !== null && PARTS in value;

export function makeCryptoKey(parts: KeyParts): CryptoKey {
  const made = Object.create(CryptoKey.prototype) as CryptoKey;
  Object.defineProperty(made, PARTS, { value: parts });
  return made;
}
