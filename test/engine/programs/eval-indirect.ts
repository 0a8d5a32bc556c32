// What an indirect eval makes: functions, classes and generators of the global scope, its completion value, its variables.
const turn = (n: number): number => (n > 0 ? turn(n - 1) + 1 : 0);
const globalEval = eval;
const hidden = 'of the module';
const log = (...parts: unknown[]): void => console.log(turn(1), ...parts);

const add = globalEval('(a, b) => a + b') as (a: number, b: number) => number;
log(add(1, turn(2)), add.toString(), add.name === '');
const counter = globalEval('(function () { let n = 0; return { next() { n += 1; return n; } }; })()') as { next(): number };
log(counter.next(), counter.next());
const Point = globalEval('class Point { #x; constructor(x) { this.#x = x; } get x() { return this.#x; } } Point') as new (x: number) => { x: number };
log(new Point(turn(3)).x, Point.name, typeof (globalThis as { Point?: unknown }).Point);
const sequence = (globalEval('(function* () { let i = 0; while (i < 3) yield i++; })') as () => Generator<number>)();
for (const each of sequence) log(each);

// Variables of the script are the global object's.
log((0, eval)('var shared = 3; function twice() { return shared * 2; } twice()'));
const world = globalThis as unknown as { shared: number; twice(): number };
world.shared = 5;
log(world.twice(), Object.getOwnPropertyDescriptor(globalThis, 'shared')?.configurable, delete (globalThis as { shared?: number }).shared);
log(globalEval('"use strict"; var own = () => 1; own()'), typeof (globalThis as { own?: unknown }).own);
log(globalEval('this') === globalThis, globalEval('(() => this)()') === globalThis, globalEval('"use strict"; (() => this)()') === globalThis);
for (const text of ['hidden', '() => hidden', 'typeof hidden'])
  try {
    const value = globalEval(text);
    log(typeof value === 'function' ? value() : value);
  } catch (error) {
    log((error as Error).name, (error as Error).message);
  }
log(hidden);

// Completion values.
for (const text of [
  'const f = () => 1; 1; if (false) { f() }',
  'const f = () => 1; 2; var x = f();',
  'const f = () => 4; do { f(); break; } while (true)',
  'const f = () => 1; for (var i = 0; i < 3; i++) i * f()',
  'const f = () => 1; out: { 6; break out; }',
  'const f = () => 1; try { 7 } finally { f() }',
  'const f = () => 1; switch (2) { case 2: 8; case 3: 9; break; default: f() }',
  'const f = () => 1; for (var k in { a: 1 }) k; ',
  'const f = () => 1; for (var j; f() > 1; ) j; 3',
  'const f = () => 1; { 5; } ;',
  '',
  'function g() {}',
])
  log(JSON.stringify(globalEval(text)));
try {
  globalEval('() => {{');
} catch (error) {
  log((error as Error).name);
}
log(globalEval(7 as unknown as string), eval.name, eval.length, String(eval), globalThis.eval === globalEval);
log(counter.next(), add(2, 2), new Point(4).x);
