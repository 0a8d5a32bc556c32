import { tick } from './support/tick.ts';

const kinds = [new TypeError('t'), new RangeError('r', { cause: tick('why') }), new AggregateError([1, new Error('in')], 'agg'), Object.assign(new Error('own'), { code: 'E1', name: 'Own' })];
tick(0);
for (const e of kinds) console.log(String(e), e instanceof Error, e.constructor.name, e.cause ?? '-', Object.keys(e).join(), Object.prototype.toString.call(e), e.stack!.includes(e.message));
