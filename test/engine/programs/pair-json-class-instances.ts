import { tick } from './support/tick.ts';

class P { constructor(public x: number, private y = x * 2) {} toJSON() { return { x: tick(this.x), y: this.y }; } static from(o: any) { return new P(o.x, o.y); } get sum() { return this.x + this.y; } }
const text = JSON.stringify({ list: [new P(1), new P(2, 9)], m: [...new Map([['k', new P(3)]])] });
const back = JSON.parse(text, (k, v) => (v && typeof v === 'object' && 'x' in v ? P.from(v) : v));
console.log(text, back.list.map((p: P) => tick(p.sum)).join(), back.m[0][1] instanceof P);
