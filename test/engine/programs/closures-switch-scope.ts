import { tick } from './support/tick.ts';

function pick(n: number) {
  switch (tick(n)) {
    case 0: let shared = 'zero'; return () => shared;
    case 1: shared = 'one'; { let shared = 'block'; return () => shared + tick(n); }
    default: const late = tick('late'); return () => late;
  }
}
console.log(pick(0)(), pick(2)());
try { pick(1); } catch (e) { console.log((e as Error).name); }
