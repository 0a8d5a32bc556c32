import { tick } from './support/tick.ts';

const like: any = { length: 3, 0: 'a', 2: 'c' };
const P = Array.prototype as any;
console.log(P.map.call(like, (x: string, i: number) => tick(x) + i).length, P.filter.call(like, (x: string) => tick(x) > 'a').join(), P.join.call(like, '-'), Array.from(like, (x) => tick(x ?? '?')).join(), P.reduceRight.call(like, (a: string, b: string) => tick(a + b)), P.includes.call(like, undefined), P.push.call(like, 'd'), like.length, [...P.entries.call(like)].join(' '));
