/** Classes and objects with the rarer members: static blocks, computed keys, `new.target`, subclasses of builtins, proxies, TDZ. */
import { bool, num, str } from './expressions.ts';
import type { Scope } from './scope.ts';
import { list } from './statements.ts';

export function oddClass(s: Scope): string[] {
  const name = s.fresh();
  const base = s.dice.pick([
    '',
    ' extends Array',
    ' extends Map',
    ' extends Error',
    ' extends Set',
    ' extends (T(0, 1), Object)',
  ]);
  const within = s.function({ private: false });
  const inBlock = s.function({ return: false });
  const isAsync = s.may.await && s.dice.chance(0.4);
  const lines = [
    `class ${name}${base} {`,
    `static #s = ${num(s.function({}), 1)};`,
    `static { T('${name}s', this.#s); ${list(inBlock, 1, 0, 1)
      .filter((line) => !/\bawait\b/.test(line))
      .join(' ')} }`,
    `[T('${name}k', 'k')] = (() => ${num(s.function({}), 1)})();`,
    `static get #hidden() { return ++${name}.#s; }`,
    `static open() { return ${name}.#hidden + ${num(s.function({}), 1)}; }`,
    `constructor() { ${base && `super(${base.includes('Error') ? "'e'" : ''});`} this.made = new.target === ${name}; }`,
    `['m' + 1](x = ${num(s.arrow(), 1)}) { ${list(within, 1, 0, 2).join(' ')} return ${num(within, 1)}; }`,
    `*[Symbol.iterator]() { tick(1); yield this.k; yield ${num(s.function({}), 1)}; }`,
    `static own(x) { tick(1); return #p in x; }`,
    '#p = () => this.k;',
    'call() { return this.#p() + T(1, 1); }',
    ...(isAsync ? [`async wait() { await ${num(s.function({}), 1)}; return this.#p(); }`] : []),
    '}',
    `class ${name}b extends ${name} { constructor() { const f = () => super(); tick(1); f(); this.b = 2; } call() { return super.call() + super.m1(1); } }`,
    `const ${name}i = new ${s.dice.pick([name, `${name}b`])}();`,
  ];
  for (let n = 1 + s.dice.below(3); n > 0; n--)
    lines.push(
      `T('${name}', ${s.dice.pick([
        `${name}i.call()`,
        `${name}i.m1()`,
        `${name}i['m1'](${num(s, 1)})`,
        `[...${name}.prototype[Symbol.iterator].call(${name}i)]`,
        `${name}.open()`,
        `${name}.own(${name}i) && !${name}.own({})`,
        `Object.keys(${name}i)`,
        ...(isAsync ? [`await ${name}i.wait()`] : []),
      ])});`,
    );
  return lines;
}

export function oddObject(s: Scope): string[] {
  const name = s.fresh();
  const inner = s.function({ arguments: true, super: false });
  const hidden = s.fresh();
  const lines = [
    `let ${hidden} = ${num(s, 1)};`,
    `const ${name} = { __proto__: { m(x) { return T('${name}m', x) + 1; } },`,
    `[T('${name}k', ${str(s, 1)})]: ${num(s, 1)}, get v() { return ${hidden}; }, set v(x) { tick(1); ${hidden} = x; },`,
    `m(x) { ${list(inner, 1, 0, 1).join(' ')} return super.m(x) + ${num(inner, 1)}; },`,
    `*g() { yield* super.m ? [1] : []; tick(1); yield this.v; }, f: (x) => ${num(s.arrow(), 1)} };`,
    `const ${name}p = new Proxy(${name}, { get(t, k, r) { tick(1); out.push('get'); return Reflect.get(t, k, r); }, has: (t, k) => T('${name}h', k in t), deleteProperty(t, k) { tick(1); return delete t[k]; } });`,
  ];
  for (let n = 1 + s.dice.below(3); n > 0; n--)
    lines.push(
      s.dice.pick([
        `T('${name}', ${name}.m(${num(s, 1)}));`,
        `T('${name}', ${name}p.m(${num(s, 1)}));`,
        `T('${name}', ${name}p?.v + (${name}p.v ??= 2));`,
        `T('${name}', ['v' in ${name}p, delete ${name}p.f, ${name}.f?.(1)]);`,
        `T('${name}', [...${name}.g()]);`,
        `({ v: ${hidden} = ${num(s, 1)}, ...${name}.rest } = ${name});`,
        `T('${name}', (${name}.v += ${num(s, 1)}, ${name}.v **= 2));`,
        `T('${name}', Object.entries(${name}).length);`,
      ]),
    );
  return lines;
}

/** What is declared below, looked at too early; switches that fall through and share their declarations; hoisting. */
export function odd(s: Scope): string[] {
  const [a, b] = [s.fresh(), s.fresh()];
  return s.dice.pick([
    () => [
      `try { T('${a}', ${b}()); } catch (e) { T('${a}!', e.name); }`,
      `let ${a} = ${num(s, 1)};`,
      `function ${b}() { tick(1); return ${a} + 1; }`,
      `T('${a}', ${b}());`,
    ],
    () => [
      `switch (${num(s, 1)} % 3) { case 0: let ${a} = 1; tick(1); case 1: ${a} = 5; T('${a}', ${a}); break; default: T('${a}d', ${bool(s, 1)}); }`,
    ],
    () => [
      `try { switch (2) { case 1: let ${a} = 1; case 2: tick(1); T('${a}', ${a}); } } catch (e) { T('${a}!', e.name); }`,
    ],
    () => [`T('${a}', typeof ${b});`, `if (${bool(s, 1)}) { var ${b} = T('${b}', 3); }`, `T('${a}', ${b});`],
    () => [
      `const ${a} = (x, y = (tick(1), x), z = () => x + y) => { var x; x ??= 7; tick(1); return [x, y, z()]; };`,
      `T('${a}', ${a}(${num(s, 1)}));`,
    ],
    () => [
      `const ${a} = function self(n) { tick(1); return n > 0 ? n + self(n - 1) : ${num(s.function({}), 1)}; };`,
      `T('${a}', ${a}(2));`,
    ],
    () => [
      `const ${a} = { valueOf() { tick(1); return ${num(s.arrow(), 1)}; }, toString: () => T('${a}s', 'x') };`,
      `T('${a}', [${a} + 1, \`\${${a}}\`, ${a} < 3, { [${a}]: 1 }]);`,
    ],
    () => [
      `function ${a}(x) { arguments[0] = T('${a}', 2); tick(1); return [x, arguments.length, ...arguments]; }`,
      `T('${a}', ${a}(${num(s, 1)}, 3));`,
    ],
    () => [
      `const ${a} = new WeakMap(), ${b} = {}; ${a}.set(${b}, ${num(s, 1)}); tick(1); T('${a}', ${a}.get(${b}));`,
    ],
    () => [`T('${a}', [3, 1, 2].toSorted?.((p, q) => T('${b}', p) - q) ?? 0);`],
    () => [
      `const ${a} = /(?<y>\\d)(\\d)?/g; T('${a}', [...'12 3 45'.matchAll(${a})].map((m) => T('${b}', m.groups.y)));`,
      `while (${a}.exec('1 2') !== null) tick(1);`,
    ],
  ])();
}
