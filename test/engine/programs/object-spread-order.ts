// A spread copies when it is its turn: its getters run then, and what is changed later is not seen.
import { tick } from './support/tick.ts';

const log: string[] = [];
const source = { get a() { log.push(`a${tick(1)}`); return 1; }, b: 2 };
const name = (key: string) => { log.push(key); source.b = tick(99); return key; };
console.log(JSON.stringify({ ...source, [name('c')]: tick(3), ...{ d: 4 }, b: name('e') }), log.join());
const list = [1, 2];
const grow = () => list.push(tick(3));
console.log([...list, grow(), ...list].join(), Math.max(...list, grow(), ...list), list.length);
