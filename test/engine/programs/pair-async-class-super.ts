import { tick } from './support/tick.ts';

class A { async m(n: number) { await null; return tick(n); } static async s() { return 'A.s'; } get p() { return Promise.resolve('A.p'); } }
class B extends A { async m(n: number) { const a = await super.m(n); await null; return (await super.m(a + 1)) * 10 + (await (async () => super.m(5))()); } static async s() { return `B>${await super.s()}`; } get p() { return super.p.then((v) => tick(`B>${v}`)); } }
console.log(await new B().m(1), await B.s(), await new B().p);
