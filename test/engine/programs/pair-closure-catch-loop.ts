import { tick } from './support/tick.ts';

const fs: (() => string)[] = [];
for (const n of [1, 2, 3]) { try { if (n === 2) throw { n: tick(n) }; fs.push(() => `ok ${n}`); } catch ({ n: code }: any) { for (let i = 0; i < 2; i++) fs.push(() => `caught ${code}.${i} in ${n}`); } finally { const end = tick(n); fs.push(() => `end ${end}`); } }
console.log(fs.map((f) => f()).join(', '));
