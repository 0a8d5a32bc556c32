// Recursion with try, catch and finally on the way.
class Refusal extends Error {
  readonly depth: number;
  constructor(depth: number) {
    super('no');
    this.depth = depth;
  }
}

let finals = 0;
function descend(depth: number, limit: number): number {
  try {
    if (depth === limit) return limit % 64 === 0 ? refuse(depth) : depth;
    return descend(depth + 1, limit) + 1;
  } catch (error) {
    if (error instanceof Refusal && depth > 3) throw error;
    return -1;
  } finally {
    finals = (finals + depth) % 1_000_003;
  }
}

function refuse(depth: number): never {
  throw new Refusal(depth);
}

const rounds = Number(process.argv[2] ?? 700_000);
let sum = 0;
for (let i = 0; i < rounds; i++) sum = (sum + descend(0, i % 150)) % 1_000_003;
console.log(sum, finals);
