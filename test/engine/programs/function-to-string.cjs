// Function.prototype.toString gives the text as it was written, of every kind of function, before and after moves.
function work(n) { let s = 0; for (let i = 0; i < 3000; i++) s += (i * n) % 5; return s; }
function   spaced ( a,b = 1 , ...c ) { /* comment */ return a?.b ?? 010; }
const arrow = x=>x  *  2, named = function inner ( ) { return inner }, asyncArrow = async ( y ) => { await y };
async  function later(a) { await a; }
function * gen ( ) { yield 1 }
async function* both() { yield* gen() }
class Shape extends Object { /* inside */ #p = 1; static s = () => 1; static  m ( ) { return 2 } get  area() { return this.#p } async *g() {} ['comp' + 'uted']() {} constructor() { super() } }
const object = { method ( a ) { return a }, get prop() { return 1 }, set prop(v) {}, async am() {}, *gm() {}, 'quoted key'() {}, arrow: () => ({}) };
const text = (f) => Function.prototype.toString.call(f);
function show() {
  for (const f of [spaced, arrow, named, asyncArrow, later, gen, both, Shape, Shape.s, Shape.m, Shape.prototype.g, Shape.prototype.computed, object.method, object.am, object.gm, object['quoted key'], object.arrow, work])
    console.log(text(f));
  for (const key of ['get', 'set']) console.log(text(Object.getOwnPropertyDescriptor(object, 'prop')[key]));
  console.log(text(Object.getOwnPropertyDescriptor(Shape.prototype, 'area').get), `${arrow}`, '' + spaced, String(new Shape().constructor === Shape));
  for (const f of [Math.max, Function.prototype.toString, Array.prototype.map, [].map.bind([]), Promise.resolve, Object, Promise, Date, Date.now])
    console.log(text(f));
  console.log(text(Function('a', 'return a')), text(eval('(function  e ( ) {})')));
}
show();
const made = [1, 2].map((n) => function   closure() { return n + work(n); });
class Counter { static make = (k) => class   Inner { k() { return k } }; }
const Inner = Counter.make(3);
let sum = 0;
for (let i = 0; i < 50; i++) sum += work(i) + made[i % 2]();
console.log(sum, made.map(text), text(Inner), text(Inner.prototype.k), text(Counter.make));
try { text({}); } catch (error) { console.log(error.constructor.name, error.message); }
show();
