import { tick } from './support/tick.ts';

const log: string[] = [];
const at = (name: string) => { log.push(tick(name)); return box; };
const box: any = { a: 1, b: { c: 2 } };
at('o1')[(log.push('key1'), 'a')] = (log.push(tick('v1')), 5);
at('o2').a += (log.push(tick('v2')), 2);
[at('o3').x, at('o4').y = (log.push('default'), 4)] = [tick(1)];
({ k: at('o5').z, [(log.push('k6'), 'm')]: at('o6').w } = { k: 1, m: tick(2) } as any);
at('o7').a ??= (log.push('never'), 1);
at('o8').q ||= (log.push('once'), tick(8));
console.log(log.join(' '), JSON.stringify(box));
