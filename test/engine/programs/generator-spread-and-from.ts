import { tick } from './support/tick.ts';

function* g(n: number) { for (let i = 0; i < n; i++) yield [`k${i}`, tick(i)] as const; }
console.log([...g(2)].join(' '), new Map(g(3)).get('k2'), JSON.stringify(Object.fromEntries(g(2))), Array.from(g(3), ([k]) => k).join(), Math.max(...Array.from(g(4), ([, v]) => v)));
const [first, ...others] = g(3);
console.log(first.join(), others.length, new Set(g(2)).size, ((...a: unknown[]) => a.length)(...g(5)));
