import { tick } from './support/tick.ts';

enum Color { Red, Green = 5, Blue }
enum Word { A = 'a', B = 'b' }
namespace Geometry { export const unit = tick(2); export function area(w: number, h = unit) { return tick(w * h); } export namespace Deep { export const all = [Color.Red, Color.Blue]; } }
class Box<T extends { toString(): string }> { constructor(private readonly v: T) {} map<U extends { toString(): string }>(f: (v: T) => U): Box<U> { return new Box(f(tick(this.v))); } toString() { return `[${this.v}]`; } }
console.log(Color[5], Color.Blue, Word.B, Geometry.area(4), Geometry.Deep.all.join(), `${new Box(1).map((n) => n + 1).map((n) => `${n}!`)}`, (<const T,>(v: T) => v)(tick('x')) satisfies string);
