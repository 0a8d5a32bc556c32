// Gaussian elimination, FFT, Newton, primes, Simpson, random walks: numbers that must stay exact to the last bit.
function solve(a: number[][], b: number[]): number[] {
  const n = b.length;
  for (let col = 0; col < n; col++) {
    let pivot = col;
    for (let r = col + 1; r < n; r++) if (Math.abs(a[r]![col]!) > Math.abs(a[pivot]![col]!)) pivot = r;
    [a[col], a[pivot]] = [a[pivot]!, a[col]!];
    [b[col], b[pivot]] = [b[pivot]!, b[col]!];
    for (let r = col + 1; r < n; r++) {
      const f = a[r]![col]! / a[col]![col]!;
      for (let c = col; c < n; c++) a[r]![c]! -= f * a[col]![c]!;
      b[r]! -= f * b[col]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) { let s = b[r]!; for (let c = r + 1; c < n; c++) s -= a[r]![c]! * x[c]!; x[r] = s / a[r]![r]!; }
  return x;
}
console.log(solve([[2, 1, -1], [-3, -1, 2], [-2, 1, 2]], [8, -11, -3]).join());
function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  if (n === 1) return;
  const half = n / 2;
  const pick = (a: Float64Array, odd: number) => Float64Array.from({ length: half }, (_, i) => a[2 * i + odd]!);
  const [er, ei, or, oi] = [pick(re, 0), pick(im, 0), pick(re, 1), pick(im, 1)];
  fft(er, ei);
  fft(or, oi);
  for (let k = 0; k < half; k++) {
    const angle = (-2 * Math.PI * k) / n;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const tr = c * or[k]! - s * oi[k]!;
    const ti = c * oi[k]! + s * or[k]!;
    re[k] = er[k]! + tr; im[k] = ei[k]! + ti;
    re[k + half] = er[k]! - tr; im[k + half] = ei[k]! - ti;
  }
}
const re = Float64Array.from({ length: 16 }, (_, i) => Math.sin(i) + i);
const im = new Float64Array(16);
fft(re, im);
console.log([...re].map((x, i) => `${x.toFixed(9)}${im[i]! < 0 ? '' : '+'}${im[i]!.toFixed(9)}i`).join(' '));
const newton = (f: (x: number) => number, d: (x: number) => number, x = 1): number => { for (let i = 0; i < 50; i++) { const next = x - f(x) / d(x); if (next === x) break; x = next; } return x; };
console.log(newton((x) => x * x - 2, (x) => 2 * x), newton((x) => Math.exp(x) - 5, Math.exp));
const simpson = (f: (x: number) => number, a: number, b: number, n: number) => { const h = (b - a) / n; let s = f(a) + f(b); for (let i = 1; i < n; i++) s += f(a + i * h) * (i % 2 ? 4 : 2); return (s * h) / 3; };
console.log(simpson(Math.sin, 0, Math.PI, 100), simpson((x) => x ** 3, 0, 2, 10));
let [x, y] = [0.1, 0.1];
let sum = 0;
for (let i = 0; i < 500; i++) { [x, y] = [y + 1 - 1.4 * x * x, 0.3 * x]; sum += Math.abs(x); }
console.log(x, y, sum);
const primes: number[] = [];
candidates: for (let n = 2; primes.length < 50; n++) { for (const p of primes) { if (p * p > n) break; if (n % p === 0) continue candidates; } primes.push(n); }
console.log(primes.join());
