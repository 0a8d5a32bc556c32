// The arguments object: length, leakage, iteration, in arrows, in nested functions; not linked to parameters in strict mode.
function sum() { let s = 0; for (let i = 0; i < arguments.length; i++) s += arguments[i]; return s; }
console.log((sum as any)(1, 2, 3), sum(), sum.apply(null, [4, 5] as never));
function unlinked(a: number) { a = 10; return `${a} ${arguments[0]}`; }
console.log(unlinked(1));
function arrow() { const f = () => arguments[0] + arguments.length; return [1, 2].map(f).join(); }
console.log((arrow as any)('x', 'y'));
function nested() { function inner() { return arguments.length; } return (inner as any)(...arguments, 'more') + arguments.length; }
console.log((nested as any)(1, 2));
function leak() { return arguments; }
const kept = (leak as any)('p', 'q', 'r');
let out = '';
for (let i = 0; i < kept.length; i++) out += kept[i];
console.log(out, Object.prototype.toString.call(kept), Array.isArray(kept), Array.prototype.slice.call(kept, 1).join(), [...kept].length);
const method = { m() { return [].map.call(arguments, (x: number) => x * 2).join(); } };
console.log((method.m as any)(1, 2, 3));
function changed() { arguments[0] = 'changed'; arguments.length = 1; return Array.from(arguments).join(); }
console.log((changed as any)('a', 'b'));
class C { args; constructor() { this.args = arguments.length; } }
console.log(new (C as any)(1, 2, 3).args);
