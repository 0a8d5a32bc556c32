const edges = new Map<number, Set<number>>();
for (let i = 0; i < 20_000; i++)
  edges.set(i, new Set([(i * 7) % 20_000, (i * 13 + 5) % 20_000, (i + 1) % 20_000]));

export function round(): number {
  const seen = new Set([0]);
  let frontier = [0];
  let depth = 0;
  while (frontier.length > 0) {
    const next: number[] = [];
    for (const node of frontier) {
      for (const to of edges.get(node)!) {
        if (seen.has(to)) continue;
        seen.add(to);
        next.push(to);
      }
    }
    frontier = next;
    depth++;
  }
  return seen.size + depth;
}
