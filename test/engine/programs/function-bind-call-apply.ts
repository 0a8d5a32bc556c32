import { tick } from './support/tick.ts';

function who(this: any, ...rest: unknown[]) { return `${this?.name ?? this}:${tick(rest).join()}`; }
const bound = who.bind({ name: 'b' }, 1), twice = bound.bind({ name: 'ignored' }, 2);
tick(0);
console.log(bound(5), twice(6), who.call({ name: 'c' }, 7), who.apply({ name: 'd' }, [8, 9]), who.call(5 as any), Reflect.apply(who, 'r', [1]), new (class { constructor(readonly v = tick(3)) {} }.bind(null, 4) as any)().v, bound.length, twice.name);
