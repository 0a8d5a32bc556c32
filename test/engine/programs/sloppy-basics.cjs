console.log(this === module.exports, typeof require, __filename.split('/').pop(), require.main === module);
function f() { return this === globalThis; }
console.log(f(), (function () { 'use strict'; return this; })());
leaked = 5; console.log(globalThis.leaked, delete leaked, typeof leaked);
var o = Object.freeze({ a: 1 }); o.a = 2; console.log(o.a, 010, "\101");
function g(a, b) { let s = 0; for (let i = 0; i < 3000; i++) s += i; return s + arguments.length; }
let n = 0;
for (let i = 0; i < 200; i++) n += g(i, 2);
console.log(n);
const path = require('path'); console.log(path.basename(__filename).length > 3);
const { join } = require('node:path'); console.log(join('a', 'b'));
exports.x = 1; console.log(module.exports, module.loaded);
if (n > 0) return;
console.log('never');
