// Sloppy functions: `this`, arguments tied to parameters, functions in blocks, globals made by assignment, callee.
function work(n) { let s = 0; for (let i = 0; i < 3000; i++) s += (i * n) % 5; return s; }
function thisOf() { work(1); return typeof this + (this === globalThis); }
console.log(thisOf(), thisOf.call(5), thisOf.call(null), thisOf.apply('x'), [1].map(thisOf), ({ thisOf }).thisOf());
function tied(a, b) { arguments[0] = 'changed'; b = 'B'; work(2); return [a, arguments[1], arguments.length]; }
console.log(tied(1, 2), tied(1), tied());
function escaping(a) { other(arguments); work(1); return a; }
function other(list) { list[0] = list[0] + '!'; }
console.log(escaping('x'));
function harmless(a, b) { let s = work(1); for (let i = 0; i < arguments.length; i++) s += arguments[i]; work(2); return s + [].slice.call(arguments, 1).length + Math.max.apply(null, arguments); }
console.log(harmless(1, 2, 3), harmless.length, (function () { return arguments.callee.name; }()));
function defaulted(options) { options = options || { made: true }; work(1); return arguments.length + JSON.stringify(options); }
console.log(defaulted(), defaulted({ a: 1 }));
console.log(typeof later, typeof inBlock);
if (work(1) > 0) { console.log(typeof inBlock); function inBlock() { work(1); return 'in block'; } }
console.log(inBlock(), typeof later);
switch (1) { case 1: function later() { return work(3); } }
console.log(later());
(function () { try { { function f() { return 1; } } work(1); { function f() { return 2; } } return console.log(f()); } finally { work(2); } })();
(function () { let g = 'kept'; { function g() {} } console.log(typeof g); })();
(function (p) { { function p() {} } console.log(p); })('parameter');
made = function (n) { return n > 0 ? made(n - 1) + work(n) : 0; };
console.log(made(5), delete globalThis.made, typeof made);
var local = 1; console.log(delete local, local);
undefined = 1; NaN = 2; 'x'.y = 3; Object.freeze([1]).length = 5; console.log(undefined, NaN);
var octal = 017, let_ = '\07'.charCodeAt(0), yield = 3, let = 4, static = 5; console.log(octal, let_, yield + let + static);
function dup(a, a) { work(1); return a; } console.log(dup(1, 2));
label: function labelled() { return 'labelled'; } console.log(labelled());
function f1() { return 1; } var before = f1(); function f1() { return 2; } console.log(before);
console.log((function () { return typeof this; }).call(1), (function () { 'use strict'; return typeof this; }).call(1), (() => this === exports)());
console.log((function (a, [b], { c }) { a = 9; arguments[1] = 'x'; work(1); return [a, b, c, arguments[0], arguments.length]; })(1, [2], { c: 3 }));
console.log((function (a, b = 2) { a = 9; return [arguments[0], arguments.length]; })(1), (function (a, [b]) {}).length);
