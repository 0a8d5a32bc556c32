// Floating point over typed arrays, with a tiny function in the innermost loop.
const element = (row: number, column: number): number =>
  1 / (((row + column) * (row + column + 1)) / 2 + row + 1);

function multiply(from: Float64Array, to: Float64Array, isTransposed: boolean): void {
  for (let i = 0; i < from.length; i++) {
    let sum = 0;
    for (let j = 0; j < from.length; j++) sum += (isTransposed ? element(j, i) : element(i, j)) * from[j]!;
    to[i] = sum;
  }
}

const size = Number(process.argv[2] ?? 2_600);
const u = new Float64Array(size).fill(1);
const v = new Float64Array(size);
const half = new Float64Array(size);
for (let round = 0; round < 10; round++) {
  multiply(u, half, false);
  multiply(half, v, true);
  multiply(v, half, false);
  multiply(half, u, true);
}
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
console.log(Math.sqrt(dot(u, v) / dot(v, v)).toFixed(9));
