export function round(): number {
  const size = 4_000_000;
  const composite = new Uint8Array(size);
  let primes = 0;
  for (let i = 2; i < size; i++) {
    if (composite[i]) continue;
    primes++;
    for (let k = i * i; k < size; k += i) composite[k] = 1;
  }
  return primes;
}
