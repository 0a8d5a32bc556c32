import { tick } from './support/tick.ts';

const d = new Date(Date.UTC(2024, 1, 29, 12, 30, 15, 250));
const kept = [d, new Date(d), new Date(NaN)];
tick(0);
d.setUTCFullYear(2025);
console.log(kept.map((x) => (Number.isNaN(+x) ? 'invalid' : x.toISOString())).join(' '), kept[0] === d, JSON.stringify({ d }), d.getUTCDay(), +kept[1]! - +kept[0]!);
