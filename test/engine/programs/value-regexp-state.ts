import { tick } from './support/tick.ts';

const re = /(?<y>\d{4})-(?<m>\d\d)/g, sticky = /a|b/y;
const text = '2024-05 and 1999-12, 2001-01';
const found: string[] = [];
for (let m = re.exec(text); m; m = re.exec(text)) { found.push(`${m.groups!.y}/${tick(m.groups!.m)}@${re.lastIndex}`); }
sticky.lastIndex = 2;
console.log(found.join(), sticky.test('xxab'), tick(sticky.lastIndex), text.replace(re, (_, y, m) => `${tick(m)}.${y}`), text.replace(/(\d+)-(\d+)/, '$2:$1'), re.flags, 'a1b22'.split(/(\d+)/).join('|'), [...'abc'.matchAll(/./g)].length);
