// Objects of many kinds that change all the time, ten calls deep, between timers; their sum is told as it goes on.
const rounds = Number(process.argv[2]);

interface Leaf {
  readonly id: number;
  weight: number;
  next: Leaf | null;
}
const byName = new Map<string, Leaf>();
const seen = new WeakMap<Leaf, number>();
const bytes = new Uint8Array(300_000);
let first: Leaf | null = null;
for (let id = 0; id < 2000; id++) {
  const leaf: Leaf = { id, weight: id % 17, next: first };
  byName.set(`leaf ${id}`, leaf);
  seen.set(leaf, id * 3);
  first = leaf;
}

function* walk(leaf: Leaf | null): Generator<Leaf> {
  for (; leaf !== null; leaf = leaf.next) yield leaf;
}

function deep(level: number, round: number): number {
  if (level > 0) return (deep(level - 1, round) * 31 + level) % 1_000_003;
  let sum = round;
  for (const leaf of walk(first)) {
    leaf.weight = (leaf.weight * 7 + round) % 1009;
    sum = (sum + leaf.weight * (seen.get(leaf) ?? -1)) % 1_000_003;
    bytes[(leaf.id * 149 + round) % bytes.length]! += 1;
  }
  return sum;
}

for (let round = 1; round <= rounds; round++) {
  console.log(`${round} ${deep(10, round)}`);
  if (byName.get(`leaf ${round % 2000}`)?.id !== round % 2000) console.log('a leaf is gone');
  await new Promise((resolve) => setTimeout(resolve, 25));
}
console.log(bytes.reduce((sum, byte, index) => (sum * 31 + byte * index) % 1_000_003, 7));
