import { tick } from './support/tick.ts';

const arrow = () => {}, o = { m() {}, p: function () {}, ['c' + 1]: () => {}, get g() { return 1; } }, [d = function () {}] = [] as any[];
class C { static s() {} f = () => {}; }
tick(0);
console.log(arrow.name, o.m.name, o.p.name, (o as any).c1.name, d.name, C.s.name, new C().f.name, (function named() {}).name, (() => {}).name === '', Object.getOwnPropertyDescriptor(o, 'g')!.get!.name, ((a: number, b = 1, ...c: number[]) => c).length, arrow.bind(null).name, new Function('a', 'return a').name);
