import { tick } from './support/tick.ts';

const closed: string[] = [];
const it = (name: string) => ({ *[Symbol.iterator]() { try { for (let i = 0; i < 4; i++) yield tick(i); } finally { closed.push(name); } } });
function search(want: number): string { a: for (const x of it('a')) { for (const y of it('b')) { if (x + y === want) return `${x}+${y}`; if (y > x) continue a; if (x === 3) break a; } } return 'none'; }
console.log(search(2), search(5), search(99), closed.join(''));
