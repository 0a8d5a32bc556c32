import { tick } from './support/tick.ts';

const a = [1, 2, 3, 4];
const seen: number[] = [];
a.forEach((v, i) => { seen.push(tick(v)); if (i === 0) a.push(9); if (i === 1) a.splice(2, 1); });
const m = a.map((v, i, all) => { if (i === 0) all[1] = 50; return tick(v); });
const r = a.reduce((s, v, i, all) => { if (i === 1) all.length = 2; return s + tick(v); });
console.log(seen.join(), m.join(), r, a.join(), [1, 2, 3].find((v, i, all) => { all.length = 0; return v === 2; }), [5, 1].some((v) => tick(v) === 1), [3, 2].every((v) => tick(v) > 2));
