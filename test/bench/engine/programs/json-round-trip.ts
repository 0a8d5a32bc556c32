const records = Array.from({ length: 600 }, (_, id) => ({
  id,
  name: `record ${id}`,
  tags: ['a', 'b', String(id % 7)],
  at: { x: id / 3, y: -id, nested: { ok: id % 2 === 0, none: null } },
}));

export function round(): number {
  let sum = 0;
  for (let i = 0; i < 40; i++) {
    const copy = JSON.parse(JSON.stringify(records)) as typeof records;
    for (const { id, at } of copy) sum += id + (at.nested.ok ? 1 : 0);
  }
  return sum;
}
