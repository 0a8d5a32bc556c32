// Arithmetic over growing values, mixed comparisons, shifts, modular power, literals, conversion.
let a = 1n;
for (let i = 1n; i <= 40n; i++) a *= i;
console.log(a, a.toString(36), a.toString(2).length);
const power = (b: bigint, e: bigint, m: bigint) => {
  let r = 1n;
  for (b %= m; e > 0n; e >>= 1n) {
    if (e & 1n) r = (r * b) % m;
    b = (b * b) % m;
  }
  return r;
};
console.log(power(3n, 1000n, 1000000007n), -7n / 2n, -7n % 2n, 7n ** 3n, ~5n, -5n >> 1n, 5n ^ 3n, 1n << 70n);
console.log(1n < 2, 2n == (2 as never), 2n === (2 as never), 3n > 2.5, [3n, 1, 2n, 0].sort((x, y) => (x < y ? -1 : 1)).join());
console.log(BigInt.asUintN(8, 300n), BigInt.asIntN(8, 200n), BigInt('0xff'), Number(2n ** 64n), typeof 1n, 0n ? 't' : 'f');
let [x, y] = [0n, 1n];
for (let i = 0; i < 120; i++) [x, y] = [y, x + y];
console.log(x);
let c = 5n;
c++;
c **= 2n;
c -= 1n;
console.log(c, -c, c--, c);
const gcd = (p: bigint, q: bigint): bigint => (q === 0n ? p : gcd(q, p % q));
console.log(gcd(a, 2n ** 50n * 3n));
