// Computes for so many rounds of some ten milliseconds each: how many numbers are prime.
function isPrime(n: number): boolean {
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
  return true;
}

/** Of the odd numbers below ten million, from each round's own place on. */
function primesOfRound(round: number): number {
  let primes = 0;
  const from = ((round * 7_919) % 5_000_000) * 2 + 1;
  for (let n = from; n < from + 6_000; n += 2) if (isPrime(n)) primes++;
  return primes;
}

function main(rounds: number): void {
  let primes = 0;
  for (let round = 0; round < rounds; round++) primes += primesOfRound(round);
  console.log(primes);
}

main(Number(process.argv[2] ?? 100));
