import { tick } from './support/tick.ts';

const days = ['2024-03-01', '2023-12-31', '2024-02-29'].map((s) => new Date(`${s}T00:00:00Z`));
const by = new Map(days.map((d) => [d, tick(d.getUTCDate())]));
const next = (d: Date) => new Date(+d + 86_400_000 * tick(1));
console.log([...by].sort(([a], [b]) => tick(+a) - +b).map(([d, n]) => `${d.toISOString().slice(0, 10)}:${n}`).join(), days.map(next).map((d) => d.getUTCMonth() + 1).join(), by.get(days[0]!));
