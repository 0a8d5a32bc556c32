// Strings cut, joined and counted in maps and sets.
const rounds = Number(process.argv[2] ?? 600);
const counts = new Map<string, number>();
const seen = new Set<string>();
let seed = 42;
for (let round = 0; round < rounds; round++) {
  let line = '';
  for (let i = 0; i < 4_000; i++) {
    seed = (seed * 48_271) % 2_147_483_647;
    line += `${String.fromCharCode(97 + (seed % 26))}${seed % 5 === 0 ? ' ' : ''}`;
  }
  for (const word of line.split(' ')) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    seen.add(word.toUpperCase().slice(0, 3));
  }
}
let [longest, most] = ['', 0];
for (const [word, count] of counts) {
  if (word.length > longest.length) longest = word;
  most = Math.max(most, count);
}
console.log(counts.size, seen.size, most, longest);
