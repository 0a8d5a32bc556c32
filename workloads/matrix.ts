// Product of two dense matrices in blocks, checked against a product with a random vector.
// Usage: matrix.ts [size = 1000]

const BLOCK = 50;

/** Numbers that are the same in every run: the minimal standard generator of Park and Miller. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

class Matrix {
  readonly size: number;
  readonly cells: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.cells = new Float64Array(size * size);
  }

  static random(size: number, next: () => number): Matrix {
    const matrix = new Matrix(size);
    for (let i = 0; i < matrix.cells.length; i++) matrix.cells[i] = next() - 0.5;
    return matrix;
  }

  timesVector(vector: Float64Array): Float64Array {
    const result = new Float64Array(this.size);
    for (let row = 0; row < this.size; row++) {
      let sum = 0;
      for (let column = 0; column < this.size; column++) {
        sum += (this.cells[row * this.size + column] as number) * (vector[column] as number);
      }
      result[row] = sum;
    }
    return result;
  }

  times(other: Matrix): Matrix {
    const size = this.size;
    const product = new Matrix(size);
    for (let top = 0; top < size; top += BLOCK) {
      for (let middle = 0; middle < size; middle += BLOCK) {
        addBlock(product.cells, this.cells, other.cells, size, top, middle);
      }
      if ((top / BLOCK) % 4 === 3) console.log(`${top + BLOCK} of ${size} rows`);
    }
    return product;
  }
}

/** Adds to `BLOCK` rows of the product what `BLOCK` terms of each sum contribute. */
function addBlock(
  product: Float64Array,
  left: Float64Array,
  right: Float64Array,
  size: number,
  top: number,
  middle: number,
): void {
  const lastRow = Math.min(top + BLOCK, size);
  const lastTerm = Math.min(middle + BLOCK, size);
  for (let row = top; row < lastRow; row++) {
    for (let term = middle; term < lastTerm; term++) {
      const factor = left[row * size + term] as number;
      const from = term * size;
      const to = row * size;
      for (let column = 0; column < size; column++) {
        product[to + column] = (product[to + column] as number) + factor * (right[from + column] as number);
      }
    }
  }
}

const size = Number(process.argv[2] ?? 1000);
const next = generator(42);
const a = Matrix.random(size, next);
const b = Matrix.random(size, next);
const vector = Float64Array.from({ length: size }, next);

const product = a.times(b);
const direct = product.timesVector(vector);
const detour = a.timesVector(b.timesVector(vector));
const worst = direct.reduce((most, value, i) => Math.max(most, Math.abs(value - (detour[i] as number))), 0);

let trace = 0;
for (let i = 0; i < size; i++) trace += product.cells[i * (size + 1)] as number;
console.log(`trace ${trace.toFixed(9)}`);
console.log(`norm ${Math.sqrt(product.cells.reduce((sum, cell) => sum + cell * cell, 0)).toFixed(9)}`);
console.log(worst < 1e-9 ? 'check passed' : `check FAILED, off by ${worst}`);
