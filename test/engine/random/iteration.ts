/** Iterators of the program's own, with what closes them; asynchronous ones; delegation. */
import { bool, num } from './expressions.ts';
import { parameters } from './functions.ts';
import type { Scope } from './scope.ts';
import { list } from './statements.ts';

/** An iterable that tells of each call, and whose methods may throw. */
export function ownIterable(s: Scope): string[] {
  const name = s.fresh();
  const value = num(s.arrow(), 1);
  const end = s.dice.pick([
    '{ done: true, value: 9 }',
    '{ done: 1 }',
    `{ get done() { return ${`T('${name}d', true)`}; } }`,
  ]);
  const returns = s.dice.pick([
    `return(v) { T('${name}r', v); return { done: true, value: v }; },`,
    `return(v) { T('${name}r', v); return {}; },`,
    `return() { throw ${num(s.arrow(), 1)}; },`,
    `get return() { T('${name}g', 0); return undefined; },`,
    'return() { return 1; },',
    '',
  ]);
  const throws = s.dice.chance(0.4)
    ? `throw(e) { T('${name}t', e); return { done: ${s.dice.pick(['true', 'false'])}, value: 5 }; },`
    : '';
  const lines = [
    `const ${name} = { at: 0, [Symbol.iterator]() { this.at = 0; return this; },`,
    `next(v) { T('${name}n', v); return this.at++ < 3 ? { value: ${value}, done: false } : ${end}; },`,
    returns,
    throws,
    '};',
  ].filter(Boolean);
  const v = s.fresh();
  const inner = s.inner({ loop: '' });
  const uses = s.dice.some(1, 2, () =>
    s.dice.pick([
      [`for (const ${v} of ${name}) {`, ...list(inner, 1, 1, 2), `if (${bool(inner, 1)}) break;`, '}'],
      [`{ const [a = ${num(s, 1)}, , b] = ${name}; T('${v}', a); }`],
      [`{ let a, b = []; [a, ...b] = ${name}; T('${v}', b); }`],
      [`{ const box = {}; [box.x, box[${num(s, 1)}] = ${num(s, 1)}] = ${name}; T('${v}', box); }`],
      [`T('${v}', [0, ...${name}]);`],
      [`T('${v}', Math.max(...${name}));`],
      [`T('${v}', new Set(${name}));`],
      [`T('${v}', Array.from(${name}, (x) => T('${v}f', x)));`],
    ]),
  );
  return [...lines, 'try {', ...uses.flat(), `} catch (e) { T('${name}!', e); }`];
}

/** One generator hands on to another, or to an iterable; then it is asked to go on, to return or to throw. */
export function delegation(s: Scope): string[] {
  const [inner, outer, it] = [s.fresh(), s.fresh(), s.fresh()];
  const of = s.function({ yield: true, arguments: true });
  const around = s.function({ yield: true });
  const lines = [
    `function* ${inner}(${parameters(of)}) {`,
    'try {',
    ...list(of, 1, 1, 2),
    `const got = yield ${num(of, 1)}; T('${inner}', got);`,
    `} finally { T('${inner}f', 1);${s.dice.chance(0.4) ? ` yield ${num(of, 1)};` : ''} }`,
    `return ${num(of, 1)};`,
    '}',
    `function* ${outer}() {`,
    ...(s.dice.chance(0.5) ? ['try {'] : ['{']),
    `T('${outer}', yield* ${s.dice.pick([`${inner}(${num(around, 1)})`, '[7, 8]', "'ab'", 'counting(2)'])});`,
  ];
  lines.push(lines.at(-2) === 'try {' ? `} catch (e) { T('${outer}!', e); yield 5; }` : '}');
  lines.push(`return ${num(around, 1)};`, '}', `const ${it} = ${outer}();`);
  const step = () =>
    s.dice.pick([
      `${it}.next(${num(s, 1)})`,
      `${it}.next()`,
      `${it}.return(${num(s, 1)})`,
      `${it}.throw(${num(s, 1)})`,
    ]);
  for (let n = 2 + s.dice.below(3); n > 0; n--)
    lines.push(`try { T('${it}', ${step()}); } catch (e) { T('${it}!', e); }`);
  s.variables.push({ name: it, kind: 'gen', isConstant: true });
  return lines;
}

/** Only where it can be awaited. */
export function asyncGenerator(s: Scope): string[] {
  const [name, it, v] = [s.fresh(), s.fresh(), s.fresh()];
  const of = s.function({ yield: true, await: true });
  const lines = [
    `async function* ${name}(${parameters(s.function({}))}) {`,
    'try {',
    ...list(of, 2, 1, 3),
    `yield ${s.dice.pick([num(of, 1), `later(${num(of, 1)})`])};`,
    ...(s.dice.chance(0.3) ? [`yield* ${s.dice.pick(['[1, later(2)]', 'counting(2)'])};`] : []),
    `} finally { T('${name}f', await 1); }`,
    '}',
    `const ${it} = ${name}(${num(s, 1)});`,
  ];
  const inner = s.inner({ loop: '' });
  lines.push(
    'try {',
    ...s.dice.pick([
      [
        `for await (const ${v} of ${it}) {`,
        `T('${it}', ${v});`,
        ...list(inner, 1, 0, 1),
        `if (${bool(inner, 1)}) break;`,
        '}',
      ],
      [`T('${it}', await Promise.all([${it}.next(), ${it}.next(${num(s, 1)}), ${it}.return(4)]));`],
      [`T('${it}', await ${it}.next());`, `T('${it}', await ${it}.throw(${num(s, 1)}));`],
      [
        `T('${it}', await ${it}.next());`,
        `T('${it}', await ${it}.return(later(${num(s, 1)})));`,
        `T('${it}', await ${it}.next());`,
      ],
    ]),
    `} catch (e) { T('${it}!', e); }`,
  );
  return lines;
}
