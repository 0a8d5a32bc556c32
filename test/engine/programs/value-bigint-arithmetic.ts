import { tick } from './support/tick.ts';

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, tick(a % b)));
const pow = (b: bigint, e: bigint, m: bigint): bigint => { let r = 1n; for (b %= m; e > 0n; e >>= 1n, b = (b * b) % m) if (e & 1n) r = tick((r * b) % m); return r; };
console.log(gcd(2n ** 70n, 6n ** 30n), pow(3n, 1000n, 1_000_007n), BigInt.asUintN(64, -1n), BigInt('0xff'), -7n / 2n, -7n % 2n, 5n > 4, 2n == (2 as any), typeof 1n, (123n).toString(36), [3n, 1n, 2n].sort().join());
