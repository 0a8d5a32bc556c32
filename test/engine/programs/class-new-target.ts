import { tick } from './support/tick.ts';

class Shape { kind: string; constructor() { this.kind = new.target.name; if (new.target === Shape) throw new TypeError('abstract'); tick(0); } }
class Circle extends Shape {}
function F(this: any) { return new.target ? 'new' : 'call'; }
console.log(new Circle().kind, F(), typeof new (F as any)(), Reflect.construct(Shape, [], Circle).kind);
try { new Shape(); } catch (e) { console.log((e as Error).message); }
