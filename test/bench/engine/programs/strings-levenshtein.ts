function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      next.push(same ? row[j - 1]! : 1 + Math.min(row[j - 1]!, row[j]!, next[j - 1]!));
    }
    row = next;
  }
  return row[b.length]!;
}
const words = Array.from(
  { length: 60 },
  (_, i) => `${'abcdef'.repeat(6).slice(i % 7)}${i * i}${'xyz'.repeat(i % 9)}`,
);

export function round(): number {
  let sum = 0;
  for (const a of words) for (const b of words) sum += distance(a, b) & 7;
  return sum;
}
