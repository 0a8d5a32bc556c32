import { tick } from './support/tick.ts';

const o: any = { a: 1, b: 2 };
const log: unknown[] = [];
log.push(delete o[tick('a')], 'a' in o, void tick(1), (tick(1), tick(2)), typeof tick(o).b, delete o.none?.deep, typeof (undefined as any)?.x, !delete o.b, Object.keys(o).length);
for (let i = 0, j = tick(9); i < j; i += 2, j -= tick(1)) log.push(i * j);
console.log(log.join());
