import { tick } from './support/tick.ts';

const log: string[] = [];
const src = (n: string) => ({ get [n]() { log.push(`get ${n}`); return tick(n); }, get z() { log.push(`${n}.z`); return n; } });
const v = (n: string) => { log.push(n); return tick(n); };
const o: any = { ...src('a'), [v('k')]: v('v'), ...src(v('b')), z: v('last') };
console.log(Object.keys(o).join(), o.z, log.join());
