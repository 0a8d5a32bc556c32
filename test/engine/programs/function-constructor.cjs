// Functions made of text while the program runs, which move as all others: plain, generators, async; template engines, the global object.
function work(n) { let s = 0; for (let i = 0; i < 3000; i++) s += (i * n) % 5; return s; }
var hidden = 'not seen';
const add = new Function('a', 'b', 'let s = 0; for (let i = 0; i < 3000; i++) s += a * i % (b + 1); return s + globalThis.work(1);');
globalThis.work = work;
console.log(add(2, 3), add.name, add.length, String(add), add instanceof Function, add.constructor === Function);
console.log(Function('return this')() === globalThis, new Function('return typeof hidden')(), new Function()(), Function('"use strict"; return this')());
const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor;
const gen = new GeneratorFunction('n', 'for (let i = 0; i < n; i++) yield globalThis.work(i)');
const it = gen(5);
console.log(it.next().value, GeneratorFunction.name, gen instanceof GeneratorFunction, Object.getPrototypeOf(GeneratorFunction) === Function);
const wait = new Function('return async (x) => { const w = globalThis.work(x); await null; return w + globalThis.work(2); }')();
wait(1).then((v) => console.log('async', v, it.next().value));
const compile = (template) => new Function('data', 'var out = []; with (data) { out.push(' + template.split('|').map((t, i) => (i % 2 ? t : JSON.stringify(t))).join(', ') + '); } return out.join("");');
console.log(compile('Hello |name|, you are |age|!')({ name: 'World', age: work(0) }));
const counter = new Function('let n = 0; return { next() { n += globalThis.work(1) - 5999; return n; }, cls: class Made { m() { return n; } } };');
const one = counter(), two = counter();
for (let i = 0; i < 20; i++) { one.next(); work(i); if (i % 3 === 0) two.next(); }
console.log(one.next(), two.next(), new one.cls().m(), one.cls.name, String(one.next).length);
try { new Function('return )'); } catch (error) { console.log(error.name); }
const many = []; for (let i = 0; i < 30; i++) many.push(new Function('x', `return x * ${i % 4} + globalThis.work(x)`));
let sum = 0; for (let i = 0; i < 30; i++) sum += many[i](i);
console.log(sum, many[0] === many[4], [3, 1, 2].sort(new Function('a', 'b', 'return a - b')), [1, 2].map(Function('x', 'return x + 1')));
