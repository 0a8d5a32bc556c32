import { tick } from './support/tick.ts';

class V { constructor(readonly x: number, readonly y: number) { Object.freeze(this); } with(o: Partial<V>) { const { x, y } = { ...this, ...o }; return new V(tick(x), y); } static zero = new V(0, 0); }
const v = V.zero.with({ x: 5 }).with({ y: 6 });
try { (v as any).x = 1; } catch (e) { console.log((e as Error).name); }
console.log(v.x, v.y, V.zero.x, Object.isFrozen(v), Object.keys(v).join());
