import { tick } from './support/tick.ts';

const bad = (f: () => unknown) => { try { tick(0); return String(f()); } catch (e) { return (e as Error).name; } };
console.log(bad(() => { for (const x of 5 as any) return x; }), bad(() => { const [a] = {} as any; return a; }), bad(() => [...(null as any)]));
console.log(bad(() => { for (const x of { [Symbol.iterator]: () => ({ next: () => 5 }) } as any) return x; }), bad(() => { for (const x of { [Symbol.iterator]() { return {}; } } as any) return x; }));
console.log(bad(() => { for (const x of { [Symbol.iterator]: () => ({ next: () => { throw new RangeError('n'); } }) } as any) return x; }));
