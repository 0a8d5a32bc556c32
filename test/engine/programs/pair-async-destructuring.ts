import { tick } from './support/tick.ts';

const get = async <T>(v: T) => { await null; return tick(v); };
const { a, b: [c, d = await get('d')] } = await get({ a: 1, b: [await get(2)] });
const [x, ...rest] = await Promise.all([1, 2, 3].map(async (n) => n * (await get(n))));
let y: number, z: number;
[y, z] = [await get(5), await get(6)];
[y, z] = [z, y];
console.log(a, c, d, x, rest.join(), y, z, { ...(await get({ p: 1 })), q: await get(2) }.q);
