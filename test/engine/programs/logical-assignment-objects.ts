import { tick } from './support/tick.ts';

const log: string[] = [];
const o: any = { get a() { log.push('get a'); return tick(this._a); }, set a(v) { log.push(`set a ${v}`); this._a = v; }, list: [] };
o.a ??= tick(1); o.a ??= 2; o.a &&= tick(o.a + 10); o.a ||= 5;
o.list[tick(0)] ??= 'first'; o.list[0] ??= 'second'; (o.map ??= new Map()).set('k', tick(1));
let x: any = 0; x ||= tick('x'); x &&= x + '!'; let y: any; y ??= x;
console.log(o._a, o.list.join(), o.map.size, x, y, log.join());
