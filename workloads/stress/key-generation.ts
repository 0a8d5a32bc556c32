// Makes RSA keys from primes that it looks for itself, and signs and checks a message with each: large numbers, and nothing else.
// Usage: key-generation.ts [KEYS = 6] [BITS = 512] [SEED = 1]

import { createHash } from 'node:crypto';

const keys = Number(process.argv[2] ?? 6);
const bits = Number(process.argv[3] ?? 512);
let state = BigInt(process.argv[4] ?? 1);

/** The next so many bits of a linear congruential generator (Knuth's MMIX). */
function randomBits(count: number): bigint {
  let value = 0n;
  for (let made = 0; made < count; made += 32) {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    value = (value << 32n) | (state >> 32n);
  }
  return value & ((1n << BigInt(count)) - 1n);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

/** Miller and Rabin, with the first primes as witnesses. */
function isPrime(n: bigint): boolean {
  const witnesses = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];
  for (const prime of witnesses) if (n % prime === 0n) return n === prime;
  let odd = n - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  return witnesses.every((witness) => {
    let x = power(witness, odd, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

function primeOf(size: number): bigint {
  for (;;) {
    const candidate = randomBits(size) | (3n << BigInt(size - 2)) | 1n;
    if (candidate % 65537n !== 1n && isPrime(candidate)) return candidate;
  }
}

function inverse(a: bigint, modulus: bigint): bigint {
  let [r, next] = [modulus, a % modulus];
  let [t, nextT] = [0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  return t < 0n ? t + modulus : t;
}

for (let key = 1; key <= keys; key++) {
  const [p, q] = [primeOf(bits / 2), primeOf(bits / 2)];
  const modulus = p * q;
  const secret = inverse(65537n, (p - 1n) * (q - 1n));
  const digest = BigInt(`0x${createHash('sha256').update(`message ${key}`).digest('hex')}`);
  const signature = power(digest, secret, modulus);
  const isGood = power(signature, 65537n, modulus) === digest;
  const fingerprint = createHash('sha256').update(modulus.toString(16)).digest('hex').slice(0, 32);
  console.log(`key ${key} ${fingerprint} ${isGood ? 'good' : 'BAD'} signature`);
}
