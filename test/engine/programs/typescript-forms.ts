let ticks = 0; function tick<T>(v: T, n = 1): T { for (let i = 0; i < n; i++) ticks++; return v; }
enum Color { Red, Green = tick(5), Blue = Green + 1, Name = 'x'.length }
const enum Flag { A = 1 << 0, B = 1 << 1, AB = A | B }
namespace Shapes { export const unit = tick(1); export namespace Inner { export function area(x: number) { return tick(x) * unit; } } export class Sq { constructor(public readonly side: number, protected label = tick('sq')) {} get name() { return `${this.label}${this.side}`; } } }
namespace Shapes { export const more = unit + 1; }
abstract class Base<T> { abstract get(): T; declare ghost: string; accessor acc = tick(3); static make<U extends Base<unknown>>(this: new () => U): U { return new this(); } }
class Impl extends Base<number> { override get() { return this.acc + tick(1); } private x?: number; #y: number | undefined = undefined; set = (v: number): this => { this.#y = v; return this; }; y() { return this.#y!; } }
function logged(value: Function, ctx: ClassMethodDecoratorContext) { console.log('decorating', String(ctx.name), ctx.kind); return function (this: unknown, ...args: unknown[]) { tick(1); console.log('call', String(ctx.name), ...args); return (value as Function).apply(this, args); }; }
function bound(_: undefined, ctx: ClassFieldDecoratorContext) { return (initial: number) => { console.log('init', String(ctx.name), initial); return tick(initial * 2); }; }
class Deco { @bound n = tick(21); @logged m(a: number, b?: string) { return [this.n, a, b]; } @logged static s() { return tick('static'); } @logged async later(x: number) { await null; return tick(x); } }
function f(this: void, a: string): string; function f(a: number): number; function f(a: any): any { return tick(a); }
type Deep<T> = T extends (infer U)[] ? U : never;
const sat = { a: 1, b: [1, 2] as const } satisfies Record<string, unknown>;
const o = <T,>(x: T): T => tick(x);
class Res { constructor(readonly name: string) { console.log('open', name); } [Symbol.dispose ?? Symbol.for('dispose')]() { console.log('close', this.name, tick(1)); } }
console.log(Color[5], Color.Blue, Color.Name, Flag.AB, Shapes.Inner.area(4), new Shapes.Sq(2).name, Shapes.more);
const impl = Impl.make(); impl.acc += tick(2); console.log(impl.get(), impl.set(9).y(), Object.keys(impl));
const d = new Deco(); console.log(d.m(1, 'b'), Deco.s(), await d.later(4), f('s'), f(3), sat.b[1], o<number>(5));
let maybe: { deep?: { er?: () => number } } | undefined = { deep: { er: () => tick(8) } }; console.log(maybe?.deep?.er?.()!, (maybe as any)?.no?.x, <any>maybe!.deep!.er!());
export type { Deep }; export { Color };
label: for (const x of [1, 2] satisfies number[]) { for (;;) { tick(x); continue label; } }
abstract class Mix { static with<T extends new (...a: any[]) => object>(B: T) { return class extends B { mixed = tick(true); static tag = 'm'; }; } }
class M extends Mix.with(class P { constructor(public q = tick(1)) {} }) { r = this.q + 1; } console.log(new M(), M.tag);
