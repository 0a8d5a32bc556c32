const people = Array.from({ length: 3000 }, (_, i) => ({
  age: (i * 7919) % 90,
  name: `n${(i * 31) % 1000}`,
}));

export function round(): number {
  let sum = 0;
  for (let n = 0; n < 8; n++) {
    const sorted = [...people].sort(
      (a, b) => a.age - b.age || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
    sum += sorted[n]!.age + sorted.length;
  }
  return sum;
}
