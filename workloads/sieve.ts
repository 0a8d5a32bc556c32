// The sieve of Eratosthenes over one large typed array, a byte a number.
// Usage: sieve.ts [limit = 200000000]

const COMPOSITE = 1;

const limit = Number(process.argv[2] ?? 200_000_000);
if (!Number.isInteger(limit) || limit < 2 || limit > 2 ** 31) {
  console.error('usage: sieve.ts [limit, 2 to 2147483648]');
  process.exit(2);
}

const marks = new Uint8Array(limit + 1);
const root = Math.floor(Math.sqrt(limit));
for (let candidate = 2; candidate <= root; candidate++) {
  if (marks[candidate] === COMPOSITE) continue;
  for (let multiple = candidate * candidate; multiple <= limit; multiple += candidate)
    marks[multiple] = COMPOSITE;
}

let count = 0;
let largest = 2;
let twins = 0;
let widestGap = { size: 0, after: 2 };
let decade = 10;
for (let n = 2; n <= limit; n++) {
  if (marks[n] !== COMPOSITE) {
    const gap = n - largest;
    if (gap === 2) twins++;
    if (gap > widestGap.size) widestGap = { size: gap, after: largest };
    largest = n;
    count++;
  }
  if (n === decade) {
    console.log(`${count} primes up to ${decade}`);
    decade *= 10;
  }
}
console.log(`${count} primes up to ${limit}, the largest ${largest}`);
console.log(`${twins} twins, the widest gap ${widestGap.size} after ${widestGap.after}`);
