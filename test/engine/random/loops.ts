/** Loops whose counter, bound or step is not plain: what the compiler strip-mines must end after the same iterations. All of them end. */
import { bool, num } from './expressions.ts';
import type { Scope } from './scope.ts';
import { list } from './statements.ts';

const MOST = 12;

export function oddLoop(s: Scope, d: number): string[] {
  const inner = s.inner({ loop: '' });
  const [i, n, guard] = [inner.declare('num'), inner.declare('num'), s.fresh()];
  const few = () => String(1 + s.dice.below(5));
  const bound = s.dice.pick([
    n,
    few(),
    `${n} / 2`,
    `Math.min(${n}, 4)`,
    `[1, 2, ${n}].length`,
    `'${'x'.repeat(3)}'.length`,
  ]);
  const head = s.dice.pick([
    `let ${i} = 0, ${n} = ${few()}; ${i} < ${bound}; ${i}++`,
    `let ${i} = 0, ${n} = ${few()}; ${i} <= ${bound}; ${i} += ${s.dice.pick(['1', '2', '0.5', n])}`,
    `let ${i} = ${few()}, ${n} = 0; ${i} > ${n}; ${i}--`,
    `let ${i} = ${few()}, ${n} = 2; ${i}-- > 0;`,
    `let ${i} = -3, ${n} = 3; ${i} !== ${n}; ++${i}`,
    `let ${i} = 0, ${n} = '3'; ${i} < ${n}; ${i}++`,
    `let ${i} = 0n, ${n} = 3n; ${i} < ${n}; ${i}++`,
    `let ${i} = 0, ${n} = ${num(s, 1)}; ${i} < ${n} && ${bool(s, 1)}; ${i}++`,
    `let ${i} = 0, ${n} = NaN; !(${i} >= 3); ${i}++`,
    `let ${i} = 0, ${n} = { valueOf() { tick(1); return 3; } }; ${i} < ${n}; ${i}++`,
    `var ${i} = 1, ${n} = 40; ${i} < ${n}; ${i} *= 2`,
    `let ${i} = 0, ${n} = 4; ${i} < ${n}; ${i}++, ${n} -= 0.5`,
  ]);
  const changes = s.dice.pick([
    '',
    '',
    '',
    `${n} = 2;`,
    `if (${bool(inner, 1)}) ${n}--;`,
    `T('${i}', ${i});`,
  ]);
  // What tests the head alone, with a body that waits for nothing.
  const isTight = s.dice.chance(0.4);
  const lines = isTight ? [`ticks += Number(${i});`] : list(inner, d - 1, 1, 2);
  return [
    `let ${guard} = 0;`,
    `for (${head}) {`,
    `if (++${guard} > ${MOST}) break;`,
    ...(changes ? [changes] : []),
    ...lines,
    '}',
    `T('${guard}', ${guard});`,
  ];
}

/** An array that changes under the loop that goes through it. */
export function changingLoop(s: Scope, d: number): string[] {
  const [array, guard] = [s.fresh(), s.fresh()];
  const inner = s.inner({ loop: '' });
  const v = inner.declare('num', true);
  const source = s.dice.pick([`of ${array}`, `of ${array}.entries()`, `in ${array}`, `of new Set(${array})`]);
  const change = s.dice.pick([
    `${array}.push(${num(s, 1)});`,
    `${array}.pop();`,
    `${array}.shift();`,
    `${array}.length = 1;`,
    `delete ${array}[1];`,
    `${array}[5] = 1;`,
  ]);
  return [
    `const ${array} = [1, 2, 3];`,
    `let ${guard} = 0;`,
    `for (const ${v} ${source}) {`,
    `if (++${guard} > ${MOST}) break;`,
    `if (${guard} === ${1 + s.dice.below(2)}) ${change}`,
    ...list(inner, d - 1, 1, 2),
    '}',
    `T('${guard}', ${array});`,
  ];
}

/** Closures of every kind that a loop makes see the variables of their own iteration. */
export function madeInLoop(s: Scope): string[] {
  const made = s.fresh();
  const inner = s.inner({ loop: '' });
  const i = inner.declare('num');
  const own = inner.declare('num');
  const within = inner.arrow();
  const value = num(within, 2);
  const kinds = [
    [`() => ${value}`, `f()`],
    [`function () { ${own}++; return ${value}; }`, `f()`],
    [`function* () { yield ${own}; yield ${value}; }`, `[...f()]`],
    [`{ m() { return ${own} + ${i}; } }`, `f.m()`],
    [`{ get g() { return ${own}; }, set g(v) { ${own} = v; } }`, `(f.g += 2, f.g)`],
    [`class { #p = ${own}; static s = ${i}; m() { return this.#p + ${own}; } }`, `new f().m() + f.s`],
  ];
  if (s.may.await) kinds.push([`async () => { await 0; return ${value}; }`, `await f()`]);
  const [make, use] = s.dice.pick(kinds) as [string, string];
  const head = s.dice.pick([
    `for (let ${i} = 0; ${i} < 3; ${i}++)`,
    `for (const ${i} of [4, 5, 6])`,
    `for (let ${i} in { a: 1, b: 2 })`,
    `for (let [${i} = 1, ...rest] of [[], [2, 3]])`,
  ]);
  return [
    `const ${made} = [];`,
    `${head} {`,
    `let ${own} = ${num(s, 1)};`,
    `${made}.push(${make});`,
    ...list(s.inner(), 1, 0, 1),
    `${own} += 1;`,
    '}',
    `for (const f of ${made}) T('${made}', ${use});`,
  ];
}
