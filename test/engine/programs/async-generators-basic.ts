import { tick } from './support/tick.ts';

async function* count(n: number) { try { for (let i = 0; i < n; i++) { await null; yield tick(i); } } finally { await null; console.log('closed', tick(n)); } }
for await (const i of count(3)) console.log(i);
for await (const i of count(9)) if (i === 1) break;
const g = count(2);
console.log(JSON.stringify([await g.next(), await g.return('r' as never), await g.next()]));
const many = count(3);
console.log(JSON.stringify(await Promise.all([many.next(), many.next(), many.next(), many.next()])));
