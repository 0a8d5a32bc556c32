// Prints Mersenne primes as it finds them, by the test of Lucas and Lehmer on big integers.
// Usage: primes.ts [largest exponent = 3300]

interface Found {
  exponent: number;
  digits: number;
  value: bigint;
}

const small: number[] = [];

/** Whether the exponent itself is prime: without that the number cannot be. */
function isSmallPrime(n: number): boolean {
  for (const prime of small) {
    if (prime * prime > n) break;
    if (n % prime === 0) return false;
  }
  small.push(n);
  return true;
}

/** A divisor of 2^exponent - 1 has the form 2k·exponent + 1, so a few of them are tried first. */
function smallDivisor(exponent: number): number | undefined {
  attempt: for (let k = 1; k <= 200; k++) {
    const divisor = 2 * k * exponent + 1;
    if (divisor % 8 !== 1 && divisor % 8 !== 7) continue;
    if (BigInt(divisor) >= 2n ** BigInt(exponent) - 1n) return undefined;
    let power = 1;
    for (const bit of exponent.toString(2)) {
      power = (power * power) % divisor;
      if (bit === '1') power = (power * 2) % divisor;
      if (power === 0) continue attempt;
    }
    if (power === 1) return divisor;
  }
  return undefined;
}

function isMersennePrime(exponent: number): boolean {
  if (exponent === 2) return true;
  if (smallDivisor(exponent) !== undefined) return false;
  const bits = BigInt(exponent);
  const mersenne = (1n << bits) - 1n;
  let s = 4n;
  for (let i = exponent - 2; i > 0; i--) {
    s = s * s - 2n;
    // Division by 2^p - 1: what is above the p low bits is added to them.
    while (s > mersenne) s = (s & mersenne) + (s >> bits);
    if (s < 0n) s += mersenne;
  }
  return s === 0n || s === mersenne;
}

function describe({ exponent, digits, value }: Found): string {
  const text = value.toString();
  const shown = digits <= 40 ? text : `${text.slice(0, 18)}…${text.slice(-18)} (${digits} digits)`;
  return `2^${exponent} - 1 = ${shown}`;
}

const largest = Number(process.argv[2] ?? 3300);
const found: Found[] = [];
for (let exponent = 2; exponent <= largest; exponent++) {
  if (!isSmallPrime(exponent) || !isMersennePrime(exponent)) continue;
  const value = 2n ** BigInt(exponent) - 1n;
  const prime: Found = { exponent, digits: value.toString().length, value };
  found.push(prime);
  console.log(describe(prime));
}
console.log(`${found.length} Mersenne primes with exponents up to ${largest}`);
