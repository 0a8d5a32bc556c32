import { tick } from './support/tick.ts';

const a: any[] = [1, , 3]; a[6] = tick('six'); delete a[0];
tick(0);
console.log(a.length, 0 in a, 2 in a, a.indexOf(undefined), a.findIndex((x) => x === undefined), a.map((x) => tick(x)).length, Object.keys(a).join(), JSON.stringify(a), a.flat().length, a.reduce((n) => n + 1, 0));
a.length = 3; (a as any).extra = 'e'; a[-1 as any] = 'neg';
console.log(Object.keys(tick(a)).join(), a.length);
