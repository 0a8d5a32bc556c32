import { tick } from './support/tick.ts';

function f(a?: number, b?: number) { const before = arguments.length; tick(0); arguments[0] = 99; const args = Array.from(arguments); return [before, a, args.join('/'), typeof arguments, arguments[5]].join(); }
function g(..._: unknown[]) { const inner = () => arguments.length + tick(0); return [inner(), [...arguments].length, Object.prototype.toString.call(arguments)].join(); }
function h() { return [].slice.call(arguments, 1).map(tick).join('-'); }
console.log(f(1, 2, 3), f(), g(1, 2), (h as any)(1, 2, 3), f.length, g.length);
