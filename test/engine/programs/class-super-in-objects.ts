import { tick } from './support/tick.ts';

const base = { hi(n: number) { return `base ${tick(n)} ${(this as any).id}`; }, get id2() { return `id ${(this as any).id}`; } };
const o = { __proto__: base, id: 'o', hi(n: number): string { return `${(super.hi as any)(n + 1)}!`; }, get id2() { return (super.id2 as string) + tick('?'); } } as any;
console.log(o.hi(1), o.id2, o.hi.call({ id: 'other' }, 5));
const mid = Object.setPrototypeOf({ hi(n: number) { return `mid ${super.hi(n)}`; }, id: 'mid' }, o);
console.log(mid.hi(3));
