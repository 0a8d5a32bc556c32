import { tick } from './support/tick.ts';

const frozen = Object.freeze({ a: 1, inner: { b: 1 } }), sealed = Object.seal([1, 2]), fixed = Object.preventExtensions({ c: 1 });
tick(0);
const attempt = (f: () => unknown) => { try { return f(); } catch (e) { return (e as Error).name; } };
console.log(attempt(() => ((frozen as any).a = 2)), (frozen.inner.b = tick(5)), attempt(() => sealed.push(3)), (sealed[0] = 9), attempt(() => ((fixed as any).d = 1)), delete (fixed as any).c, Object.isFrozen(frozen), Object.isSealed(sealed), Object.isExtensible(fixed), sealed.length);
