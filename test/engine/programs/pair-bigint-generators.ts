import { tick } from './support/tick.ts';

function* powers(b: bigint): Generator<bigint, void, bigint | undefined> { let v = 1n; for (;;) { const by = yield tick(v); v *= by ?? b; } }
const p = powers(2n);
p.next();
for (let i = 0; i < 70; i++) p.next();
console.log(p.next(3n).value, BigInt.asIntN(32, p.next().value!), [...'123'].map(BigInt).reduce((a, b) => tick(a * 10n + b)));
