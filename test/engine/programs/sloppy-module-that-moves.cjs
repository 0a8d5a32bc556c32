var ticks = 0; function tick(v, n) { n = n || 1; for (var i = 0; i < n; i++) ticks++; return v; }
console.log(this === module.exports, arguments.length, typeof require, require.main === module, __filename.endsWith(".cjs"));
implicit = tick(5); console.log(implicit, globalThis.implicit, delete implicit, typeof implicit);
function sloppy() { return [this === globalThis, arguments.callee === sloppy, tick(typeof this)]; } console.log(JSON.stringify(sloppy()), JSON.stringify(sloppy.call(5)));
if (tick(true)) { function inBlock() { return tick('block'); } } console.log(inBlock());
var x = 'outer'; { var x = tick('inner'); } console.log(x);
switch (tick(1)) { case 1: function inSwitch() { return tick('sw'); } } console.log(inSwitch());
function mapped(a, b) { arguments[0] = tick(9); b = 8; var f = () => arguments[1]; tick(1); return [a, arguments[1], f(), arguments.length]; } console.log(JSON.stringify(mapped(1, 2)), JSON.stringify(mapped(1)));
function dup(a, a) { return tick(a); } console.log(dup(1, 2), 010, '\101');

var o = { get p() { return tick(this.q || 1); }, set p(v) { this.q = tick(v); }, 'a b': 1, 3: 2, __proto__: { inherited: 1 } }; o.p = 4; console.log(o.p, o.inherited, Object.keys(o).join());
Object.defineProperty(o, 'fixed', { value: 1 }); o.fixed = tick(2); console.log(o.fixed, (function () { 'use strict'; try { o.fixed = tick(3); } catch (e) { return e.message; } })());
undefined = tick(1); NaN = 2; console.log(undefined, NaN); (function () { var undefined = tick(7); console.log(undefined); })();
label: { function inLabel() {} break label; } for (var i = 0, l = []; i < 3; i++) l.push(function () { return i; }); console.log(l.map((f) => f()).join(), typeof inLabel);
var fexp = function fname() { fname = 1; return tick(typeof fname); }; console.log(fexp());
try { null.foo; } catch (e) { var e = tick('var e'); console.log(e); } console.log(e);
console.log((function () { try { return tick('t'); } finally { x = 'fin'; } })(), x, (function () { for (var k in { a: 1 }) { try { continue; } finally { tick(1); } } return k; })());
var C = function () { if (!(this instanceof C)) return new C(); this.v = tick(1); }; C.prototype.get = function () { return this.v; }; C.prototype.constructor = C; console.log(C().get(), new C instanceof C, new (function () { this.z = tick(2); return { y: 3 }; })().y);
function Old() { Old.super_.call(this, tick(1)); } Old.super_ = function (v) { this.w = v; }; require('util').inherits(Old, Old.super_); console.log(new Old().w);
console.log([,1,,2].length, 1 in [,1], [1,2,3].indexOf(2), void 0, typeof typeof 1, !!'' + 1, [] + {}, +[], '5' * '2', 0.1 + 0.2, 1 / -0);

setTimeout(function () { console.log('timeout', this.constructor.name, tick(arguments.length)); }, 1, 'a', 'b'); process.nextTick(function () { console.log('tick', tick(arguments[0])); }, 'n'); 
Promise.resolve(tick(1)).then(console.log); (async () => { console.log('async', await tick(2)); })();
module.exports = { tick }; exports.nope = 1; console.log(require('./s1.cjs') === module.exports, Object.keys(require.cache).length);
