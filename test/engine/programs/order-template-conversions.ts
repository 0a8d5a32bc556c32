import { tick } from './support/tick.ts';

const log: string[] = [];
const o = (n: string) => ({ toString() { log.push(`str ${n}`); return n; }, valueOf() { log.push(`val ${n}`); return n.length; } }) as any;
const t = `${o('a')}${tick((log.push('between'), 1))}${o('b')}` + o('cc') + tick(1) * o('d');
const key = { [o('key')]: tick(1), [`${o('x')}y`]: 2 };
console.log(t, Object.keys(key).join(), o('e') < o('ff'), o('g') == 'g', [o('h')] + '', log.join(' '));
