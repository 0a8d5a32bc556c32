import { tick } from './support/tick.ts';

class Stack<T> extends Array<T> { top() { return tick(this[this.length - 1]); } static get [Symbol.species]() { return Array; } }
class List<T> extends Array<T> { sum() { return (this as unknown as number[]).reduce((a, b) => a + tick(b), 0); } }
const s = new Stack<number>();
s.push(1, 2, 3);
const l = List.from([4, 5]) as List<number>;
console.log(s.top(), s.length, s.map((x) => x).constructor.name, l.sum(), l.map((x) => x * 2) instanceof List, Array.isArray(l), l.filter((x) => tick(x) > 4).length);
s.length = 1;
console.log(s.top(), JSON.stringify(l));
