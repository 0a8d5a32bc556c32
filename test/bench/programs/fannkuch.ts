// Flips of pancakes over all permutations: small arrays, inner loops of a few rounds.
function fannkuch(n: number): [checksum: number, mostFlips: number] {
  const order = Array.from({ length: n }, (_, i) => i);
  const stack = new Array<number>(n).fill(0);
  const counts = new Array<number>(n).fill(0);
  let [checksum, mostFlips, depth, permutation] = [0, 0, n, 0];
  for (;;) {
    while (depth > 1) {
      counts[depth - 1] = depth;
      depth--;
    }
    for (let i = 0; i < n; i++) stack[i] = order[i]!;
    let flips = 0;
    for (let top = stack[0]!; top !== 0; top = stack[0]!) {
      for (let low = 0, high = top; low < high; low++, high--) {
        const kept = stack[low]!;
        stack[low] = stack[high]!;
        stack[high] = kept;
      }
      flips++;
    }
    mostFlips = Math.max(mostFlips, flips);
    checksum += permutation % 2 === 0 ? flips : -flips;
    for (;;) {
      if (depth === n) return [checksum, mostFlips];
      const first = order[0]!;
      for (let i = 0; i < depth; i++) order[i] = order[i + 1]!;
      order[depth] = first;
      counts[depth] = counts[depth]! - 1;
      if (counts[depth]! > 0) break;
      depth++;
    }
    permutation++;
  }
}

console.log(...fannkuch(Number(process.argv[2] ?? 10)));
