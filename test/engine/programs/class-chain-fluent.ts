import { tick } from './support/tick.ts';

class Query { private parts: string[] = []; where(f: string, v: unknown) { this.parts.push(`${f}=${tick(v)}`); return this; } order(f: string) { this.parts.push(`by ${f}`); return this; } toString() { return this.parts.join(' & '); } }
console.log(String(new Query().where('a', 1).where('b', [1, 2]).order('c')), `${new Query().where('z', tick(0)).order(tick('q'))}`);
