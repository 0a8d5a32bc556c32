import { tick } from './support/tick.ts';

class Ticker { #n = 0; log: string[] = []; constructor(readonly name: string, readonly most: number, private done: () => void) { this.#next(); } #next() { setTimeout(() => { this.log.push(`${this.name}${tick(this.#n++)}`); if (this.#n < this.most) this.#next(); else this.done(); }, 0); } }
let left = 2;
const all: Ticker[] = [];
const finish = () => { if (--left === 0) console.log(all.map((t) => t.log.join('')).join(' ')); };
all.push(new Ticker('a', 3, finish), new Ticker('b', 2, finish));
