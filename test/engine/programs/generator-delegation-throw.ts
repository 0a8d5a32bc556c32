import { tick } from './support/tick.ts';

function* inner(): Generator<number> { try { yield 1; yield 2; } catch (e) { yield tick(`inner ${e}`) as never; } }
function* outer(): Generator<number> { try { yield* inner(); yield 3; yield* { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 4 }) }) } as any; } catch (e) { yield `outer ${(e as Error).name}` as never; } }
const g = outer();
console.log(g.next().value, g.throw('x').value, g.next().value, g.next().value, g.throw('no throw method').value, g.next().done);
