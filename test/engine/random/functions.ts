/** Functions, classes and generators. */
import { any, bool, num } from './expressions.ts';
import type { Scope } from './scope.ts';
import { list } from './statements.ts';

export function arrow(s: Scope, d: number): string {
  const inner = s.arrow();
  const x = inner.declare('num');
  return `((${x} = 1) => ${num(inner, d)})`;
}

/** A function called where it stands. */
export function iife(s: Scope, d: number): string {
  const isArrow = s.dice.chance(0.5);
  const inner = isArrow ? s.arrow() : s.function({ arguments: true });
  const body = list(inner, Math.min(d, 2), 1, 3);
  const last = `return ${num(inner, d)};`;
  const text = [...body, last].join(' ');
  return isArrow ? `(() => { ${text} })()` : `(function () { ${text} })()`;
}

/** `x, y = …, ...rest`, in many forms. */
export function parameters(s: Scope): string {
  const texts = s.dice.some(0, 2, () => {
    const form = s.dice.below(5);
    const value = num(s.arrow(), 1);
    const name = s.declare('num');
    if (form === 0) return `${name} = ${value}`;
    if (form === 1) return `{ a: ${name} = 2 } = {}`;
    if (form === 2) return `[${name} = 3] = []`;
    return name;
  });
  if (s.dice.chance(0.2)) texts.push(`...${s.declare('arr')}`);
  return texts.join(', ');
}

export function functionDeclaration(s: Scope): string[] {
  const name = s.fresh();
  const isPlain = s.dice.chance(0.7);
  const inner = s.function({ arguments: true });
  const head = parameters(inner);
  const isSimple = /^[\w, ]*$/.test(head);
  const lines = [`function ${name}(${head}) {`, ...list(inner, 2, 1, 4)];
  if (isPlain || !isSimple) lines.push(`return ${num(inner, 2)};`);
  else lines.push(`if (${bool(inner, 1)}) return ${num(inner, 1)};`, `return (${any(inner, 1)}, 1);`);
  s.variables.push({ name, kind: 'fn', isConstant: true });
  return [...lines, '}'];
}

/** Calls itself, to a depth that is given. */
export function recursion(s: Scope): string[] {
  const name = s.fresh();
  const inner = s.function({ arguments: true });
  const n = inner.declare('num', true);
  const lines = [
    `function ${name}(${n} = 2) {`,
    `if (!(${n} > 0) || ${n} > 4) return ${num(inner, 1)};`,
    ...list(inner, 1, 0, 2),
    `return ${num(inner, 1)} + ${name}(${n} - 1) + ${num(inner, 1)};`,
    '}',
  ];
  s.variables.push({ name, kind: 'fn', isConstant: true });
  return lines;
}

export function generatorUse(s: Scope): string[] {
  const name = s.fresh();
  const inner = s.function({ yield: true, arguments: true });
  const lines = [`function* ${name}(${parameters(inner)}) {`, ...list(inner, 2, 1, 4)];
  if (s.dice.chance(0.3)) lines.push(`yield* [${num(inner, 1)}, ${num(inner, 1)}];`);
  lines.push(`yield ${num(inner, 2)};`, '}');
  const it = s.fresh();
  lines.push(`const ${it} = ${name}(${num(s, 1)});`);
  s.variables.push({ name: it, kind: 'gen', isConstant: true });
  const uses = s.dice.some(1, 3, () =>
    s.dice.pick([
      `T('${it}', ${it}.next(${num(s, 1)}));`,
      `for (const v of ${it}) { T('${it}', v); if (${bool(s, 1)}) break; }`,
      `T('${it}', ${it}.return(${num(s, 1)}));`,
      `try { T('${it}', ${it}.throw(${num(s, 1)})); } catch (e) { T('${it}!', e); }`,
      `T('${it}', [...${name}(2)].length);`,
      `{ const [${s.fresh()} = 0] = ${it}; }`,
    ]),
  );
  return [...lines, ...uses];
}

/** `isAlone`: nothing of it runs before somebody uses it. */
export function classDeclaration(s: Scope, { isAlone = false } = {}): string[] {
  const parent = s.dice.chance(0.4) ? s.find('cls') : undefined;
  const name = s.fresh();
  const at = (may: Partial<Scope['may']>) => s.function({ private: true, super: !!parent, ...may });
  const inConstructor = at({});
  const x = inConstructor.declare('num');
  const method = at({ arguments: true });
  const y = method.declare('num');
  const gets = at({});
  const hidden = at({});
  const statics = s.function({});
  const lines = [
    `class ${name}${parent ? ` extends ${parent}` : ''} {`,
    !isAlone && s.dice.chance(0.5) ? `static made = ${num(s.function({}), 1)};` : 'static made = 0;',
    '#p = 1;',
    ...(s.dice.chance(0.4) ? [`f = ${num(s.function({ private: true }), 1)};`] : []),
    `constructor(${x}) {`,
    ...(parent ? [`super(${num(s.function({}), 1)});`] : []),
    `this.a = ${num(inConstructor, 1)};`,
    ...list(inConstructor, 1, 0, 2),
    '}',
    `#q(z) { T('${name}q', z); return ${num(hidden, 1)}; }`,
    `m(${y} = 1) {`,
    ...list(method, 2, 0, 3),
    `return ${num(method, 2)};`,
    '}',
    `get g() { return ${num(gets, 1)}; }`,
    `set g(v) { T('${name}g', v); this.#p = v; }`,
    `static make(n) {`,
    ...list(statics, 1, 0, 2),
    `return new ${name}(n);`,
    '}',
    '}',
  ];
  s.variables.push({ name, kind: 'cls', isConstant: true });
  if (isAlone) return lines;
  const it = s.fresh();
  lines.push(`const ${it} = new ${name}(${num(s, 1)});`);
  s.variables.push({ name: it, kind: 'inst', isConstant: true });
  return lines;
}

/** Only where it can be awaited. */
export function asyncUse(s: Scope): string[] {
  const name = s.fresh();
  const inner = s.function({ await: true, arguments: true });
  const lines = [`async function ${name}(${parameters(inner)}) {`, ...list(inner, 2, 1, 4)];
  lines.push(`return ${num(inner, 2)};`, '}');
  const n = num(s, 1);
  lines.push(
    s.dice.pick([
      `T('${name}', await ${name}(${n}));`,
      `try { T('${name}', await ${name}(${n})); } catch (e) { T('${name}!', e); }`,
      `T('${name}', await Promise.all([${name}(${n}), ${name}(1), later(2)]));`,
      `for await (const v of [${name}(${n}), 2, later(3)]) { T('${name}', v); if (${bool(s, 1)}) break; }`,
      `${name}(${n}).then((v) => T('${name}', v), (e) => T('${name}!', e));`,
      `queueMicrotask(() => T('${name}', 0)); await ${name}(${n});`,
    ]),
  );
  return lines;
}
