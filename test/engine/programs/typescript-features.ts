// What only the type stripper sees: enums, namespaces, parameter properties, overloads, satisfies, abstract, generics.
enum Color { Red, Green = 5, Blue, Text = 'text' }
const enum Flag { A = 1 << 0, B = 1 << 1, C = A | B }
namespace Geometry { export const unit = 2; export function area(w: number, h = unit): number { let s = 0; for (let i = 0; i < w; i++) s += h; return s; } export namespace Deep { export let counter = 0; export const next = () => ++counter; } }
interface Shape { readonly kind: string; scale?(n: number): this }
abstract class Base<T extends { toString(): string }> { protected constructor(protected readonly items: T[] = []) {} abstract kind: string; add(...more: T[]): this { this.items.push(...more); return this; } get text(): string { return this.items.map((i) => i.toString()).join('+'); } }
class Numbers extends Base<number> implements Shape { declare extra: string; kind = 'numbers' as const; static of(...n: number[]): Numbers { return new Numbers().add(...n); } private constructor() { super(); } }
function over(x: number): number;
function over(x: string): string;
function over(x: any): any { return typeof x === 'number' ? x + 1 : `${x}!`; }
const config = { a: 1, b: 'two' } satisfies Record<string, string | number>;
type Keys = keyof typeof config;
let total = 0;
for (const key of Object.keys(config) as Keys[]) total += String(config[key]!).length;
const assertIsNumber: (x: unknown) => asserts x is number = (x) => { if (typeof x !== 'number') throw new TypeError('not a number'); };
const value: unknown = 3;
assertIsNumber(value);
console.log(Color.Blue, Color[5], Color['Text'], Object.keys(Color).length, Flag.C, Geometry.area(3), Geometry.Deep.next() + Geometry.Deep.next() + Geometry.Deep.counter);
console.log(Numbers.of(1, 2, 3).text, new (Numbers as any)().kind, over(1), over('x'), total, value + 1, <number>(5 as unknown));
const tuple: readonly [first: string, second?: number, ...rest: boolean[]] = ['t', 1, true];
const [first, second, ...others] = tuple;
console.log(first, second, others.join(), (tuple as any)!.length, ((x?: number): x is number => x !== undefined)(second));
import type { Stats } from 'node:fs';
import { type PathLike, existsSync } from 'node:fs';
const nothing: Stats | PathLike | undefined = undefined;
console.log(existsSync('/'), nothing);
export type { Shape };
export default class {}
