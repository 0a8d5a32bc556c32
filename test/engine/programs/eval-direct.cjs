// A direct eval and a with: what they see, change and make; the functions around them keep the task, the others do not.
function work(n) { let s = 0; for (let i = 0; i < 3000; i++) s += (i * n) % 5; return s; }
var count = 1;
let hidden = 'module';
function local(x) { var y = 2; const inner = () => x + y; eval('x += 10; var z = y * 3'); work(1); return [inner(), z, typeof z]; }
console.log(local(1), typeof z);
function strict(x) { 'use strict'; eval('var z = 5; x++'); return [x, typeof z]; }
console.log(strict(1));
function sees() { return eval('count += 5, hidden + count + typeof require + __filename.endsWith("cjs")'); }
console.log(sees(), count);
function withs(o) { var a = 'local'; with (o) { a = a + '!'; b = 'new'; } work(2); return [a, o.a, o.b, typeof b]; }
console.log(withs({ a: 1 }), withs({ b: 2 }));
function makes() { return eval('(function (n) { return n * count; })'); }
console.log((function () { return [makes()(3), eval('1;;;'), eval('{ 7 } '), eval(5)]; })());
console.log(work(5), work(6), work(8));
console.log((0, eval)('typeof count'), (0, eval)('var viaIndirect = 8; viaIndirect * 2'), globalThis.viaIndirect);
function deletes() { eval('var d = 1'); return [delete d, typeof d]; }
console.log(deletes());
const arrow = (p) => eval('p + (typeof arguments === "object")');
console.log(arrow(1), work(7));
class C { #x = 4; read() { return eval('this.#x + work(0)'); } }
console.log(new C().read());
