import { tick } from './support/tick.ts';

const Named = (B: any) => class extends B { name = 'unnamed'; rename(n: string) { this.name = tick(n); return this; } };
const Counted = (B: any) => class extends B { static count = 0; n: number; constructor(...args: unknown[]) { super(...args); this.n = tick(++(new.target as any).count); } };
class Base { constructor(readonly tag = 'base') {} }
class Both extends Counted(Named(Base)) {}
const all = [new Both('x'), new Both()] as any[];
all[0].rename('first');
console.log(all.map((o) => `${o.tag} ${o.name} ${o.n}`).join('; '), (Both as any).count, all[0] instanceof Base);
