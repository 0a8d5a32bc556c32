import { tick } from './support/tick.ts';

const o = { k: 5, *g(this: { k: number }, ...rest: number[]) { yield this.k; yield arguments.length; const own = () => this.k + arguments.length; yield tick(own()); yield rest.length; } };
console.log([...o.g(1, 2, 3)].join(), [...o.g.call({ k: 1 })].join());
function* defaults(a = tick(1), [b, c = 2] = [7], { d } = { d: a + b }) { yield [a, b, c, d].join(); a = 100; yield a; }
console.log([...defaults()].join(' '), [...defaults(5, [1, 1])].join(' '));
