import { tick } from './support/tick.ts';

function outer(..._: number[]) { const own = arguments; const arrow = () => arguments.length + tick(own.length); function* inner(..._: unknown[]) { yield arguments.length; yield arrow(); yield [...own].join(); } return inner('x'); }
console.log([...outer(1, 2, 3)].join(' '), [...outer()].join(' '));
