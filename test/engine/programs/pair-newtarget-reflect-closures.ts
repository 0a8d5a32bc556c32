import { tick } from './support/tick.ts';

function Legacy(this: any, n: number) { if (!new.target) return new (Legacy as any)(tick(n)); this.n = n; const kind = () => new.target === Legacy; this.isBase = kind(); }
class Sub extends (Legacy as any) { constructor() { super(tick(7)); } }
console.log((Legacy as any)(1).n, new (Legacy as any)(2).isBase, (new Sub() as any).isBase, (new Sub() as any).n, Reflect.construct(Legacy, [3], Array).n, Reflect.construct(Legacy, [3], Array) instanceof Array);
