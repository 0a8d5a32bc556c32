const n = 160;
const [a, b, c] = [new Float64Array(n * n), new Float64Array(n * n), new Float64Array(n * n)];
for (let i = 0; i < n * n; i++) {
  a[i] = i % 7;
  b[i] = i % 5;
}

export function round(): number {
  for (let repeat = 0; repeat < 8; repeat++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * n + j]!;
        c[i * n + j] = sum;
      }
    }
  }
  return c[n + 1]!;
}
