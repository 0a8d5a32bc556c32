const counts = new Map<string, number>();
const words = Array.from({ length: 5000 }, (_, i) => `w${(i * 7919) % 1500}`);

export function round(): number {
  counts.clear();
  for (let n = 0; n < 40; n++) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let odd = 0;
  for (const [word, times] of counts) if ((word.length + times) % 2) odd++;
  return odd + counts.size;
}
