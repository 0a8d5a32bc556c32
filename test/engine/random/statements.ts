/** Statements, a line each, so that a failing program can be made smaller by leaving out lines. */
import { any, arr, bool, num, obj, str } from './expressions.ts';
import {
  arrow,
  asyncUse,
  classDeclaration,
  functionDeclaration,
  generatorUse,
  recursion,
} from './functions.ts';
import { asyncGenerator, delegation, ownIterable } from './iteration.ts';
import { changingLoop, madeInLoop, oddLoop } from './loops.ts';
import { odd, oddClass, oddObject } from './objects.ts';
import type { Scope } from './scope.ts';

type Make = (s: Scope, d: number) => string[];

export function list(s: Scope, d: number, least: number, most: number): string[] {
  return s.dice.some(least, most, () => statement(s, d)).flat();
}

const body = (s: Scope, d: number): string[] => list(s, d - 1, 1, 3);

const simple: Make[] = [
  (s, d) => {
    const value = num(s, d + 1);
    return [`let ${s.declare('num')} = ${value};`];
  },
  (s, d) => {
    const value = arr(s, d);
    return [`const ${s.declare('arr', true)} = ${value};`];
  },
  (s, d) => {
    const value = obj(s, d);
    return [`let ${s.declare('obj', true)} = ${value};`];
  },
  (s, d) => {
    const value = str(s, d);
    return [`const ${s.declare('str', true)} = ${value};`];
  },
  (s, d) => {
    const [a, b] = [num(s, d), num(s, d)];
    return [`const ${s.declare('map', true)} = new Map([[1, ${a}], [${b}, 2]]);`];
  },
  (s, d) => {
    const value = arr(s, d);
    return [`const ${s.declare('set', true)} = new Set(${value});`];
  },
  (s, d) => {
    const value = arrow(s, d);
    return [`const ${s.declare('fn', true)} = ${value};`];
  },
  (s, d) => {
    const [value, other] = [obj(s, d), num(s, d)];
    return [`let { a: ${s.declare('num')} = ${other}, ...${s.declare('obj', true)} } = ${value};`];
  },
  (s, d) => {
    const [value, other] = [arr(s, d), num(s, d)];
    return [`let [${s.declare('num')} = ${other}, ...${s.declare('arr', true)}] = ${value};`];
  },
  (s, d) => [`T('${s.fresh()}', ${any(s, d + 1)});`],
  (s, d) => [`T('${s.fresh()}', ${num(s, d + 1)});`],
  (s, d) => [`${num(s, d + 1)};`.replace(/^([[({])/, ';$1')],
  (s, d) => {
    const [p, q] = [s.find('num', true), s.find('num', true)];
    return p && q ? [`[${p}, ${q} = 1] = [${num(s, d)}, ${q}];`.replace(/^/, ';')] : [];
  },
];

const jump: Make = (s, d) => {
  const ways: string[] = [];
  if (s.may.return) ways.push(`return ${num(s, d)};`);
  for (const label of s.loops) ways.push(`break${label && ` ${label}`};`, `continue${label && ` ${label}`};`);
  for (const label of s.blocks) ways.push(`break ${label};`);
  ways.push(s.dice.chance(0.5) ? `throw ${num(s, d)};` : `throw new Error(String(${num(s, d)}));`);
  return [`if (${bool(s, d)}) ${s.dice.pick(ways)}`];
};

const compound: Make[] = [
  (s, d) => [`if (${bool(s, d)}) {`, ...body(s.inner(), d), '} else {', ...body(s.inner(), d), '}'],
  (s, d) => {
    const label = s.dice.chance(0.3) ? s.fresh() : '';
    const inner = s.inner({ loop: label });
    const i = inner.declare('num', true);
    const closes = s.dice.chance(0.3) ? [`later(() => ${i});`] : [];
    return [
      `${label && `${label}: `}for (let ${i} = 0; ${i} < ${1 + s.dice.below(4)}; ${i}++) {`,
      ...closes,
      ...body(inner, d),
      '}',
    ];
  },
  (s, d) => {
    const source = s.dice.pick([arr(s, d), `${s.find('set') ?? 'new Set([4, 5])'}`, "'ab'", 'counting(3)']);
    const inner = s.inner({ loop: '' });
    const v = inner.declare('num', true);
    return [`for (const ${v} of ${source}) {`, ...body(inner, d), '}'];
  },
  (s, d) => {
    const source = s.find('map') ?? 'new Map([[1, 2], [3, 4]])';
    const inner = s.inner({ loop: '' });
    const [k, v] = [inner.declare('num'), inner.declare('num')];
    return [`for (let [${k}, ${v} = 1] of ${source}) {`, ...body(inner, d), '}'];
  },
  (s, d) => {
    const source = obj(s, d);
    const inner = s.inner({ loop: '' });
    return [`for (const ${inner.declare('str', true)} in ${source}) {`, ...body(inner, d), '}'];
  },
  (s, d) => {
    const n = s.fresh();
    const inner = s.inner({ loop: '' });
    const test = `${n}++ < ${1 + s.dice.below(3)} && ${bool(s, d)}`;
    const lines = body(inner, d);
    return s.dice.chance(0.5)
      ? [`let ${n} = 0; while (${test}) {`, ...lines, '}']
      : [`let ${n} = 0; do {`, ...lines, `} while (${test});`];
  },
  (s, d) => {
    const label = s.fresh();
    return [`${label}: {`, ...body(s.inner({ block: label }), d), '}'];
  },
  (s, d) => {
    const label = s.fresh();
    const inner = s.inner({ block: label });
    const cases = s.dice.some(1, 3, () => [
      s.dice.chance(0.3) ? `case ${num(inner, 1)}:` : `case ${s.dice.below(4)}:`,
      ...list(inner.inner(), d - 1, 1, 2).map((line) => line),
      ...(s.dice.chance(0.5) ? ['break;'] : []),
    ]);
    const text = cases.map((each) => [`${each[0]} {`, ...each.slice(1), '}']);
    if (s.dice.chance(0.5)) text.splice(s.dice.below(text.length + 1), 0, ['default: {', 'tick(1);', '}']);
    return [`${label}: switch (${num(s, d)}) {`, ...text.flat(), '}'];
  },
  tries,
  tries,
  tries,
  (s) => functionDeclaration(s),
  (s) => recursion(s),
  (s) => generatorUse(s),
  (s) => classDeclaration(s),
  (s) => (s.may.await ? asyncUse(s) : []),
  (s) => (s.may.await ? asyncUse(s) : []),
  (s) => (s.may.await ? asyncGenerator(s) : delegation(s)),
  delegation,
  ownIterable,
  oddLoop,
  oddLoop,
  changingLoop,
  madeInLoop,
  oddClass,
  oddObject,
  odd,
  odd,
  (s, d) => {
    const [list, keep] = [s.fresh(), s.arrow()];
    const i = keep.declare('num', true);
    return [
      `const ${list} = []; for (let ${i} = 0; ${i} < 3; ${i}++) ${list}.push(() => ${num(keep, d)});`,
      `for (const f of ${list}) T('${list}', f());`,
    ];
  },
  (s, d) => {
    const it = s.fresh();
    const source = s.dice.pick([
      `${arr(s, d)}.values()`,
      `${arr(s, d)}.entries()`,
      'new Set([1, 2, 3]).values()',
    ]);
    return [
      `const ${it} = ${source}; T('${it}', ${it}.next().value);`,
      ...body(s.inner(), d),
      `T('${it}', [...${it}]);`,
    ];
  },
];

function tries(s: Scope, d: number): string[] {
  const lines = ['try {', ...body(s.inner(), d), ...jump(s.inner(), 1)];
  const form = s.dice.below(3);
  if (form !== 0) {
    const inner = s.inner();
    const e = s.fresh();
    if (s.dice.chance(0.25)) {
      const [p, q] = [inner.declare('num'), inner.declare('arr')];
      lines.push(
        `} catch ({ message: ${p} = ${num(s, 1)}, list: [${e}, ...${q}] = [1, 2] }) {`,
        `${s.dice.chance(0.5) ? `later(() => [${p}++, ${q}, ${e}]);` : ''}T('${e}', [${p}, ${q}]);`,
        ...body(inner, d),
      );
    } else lines.push(`} catch (${e}) {`, `T('${e}', ${e});`, ...body(inner, d));
    if (s.dice.chance(0.3)) lines.push(...jump(inner, 1));
  }
  if (form !== 1) {
    const inner = s.inner();
    lines.push('} finally {', ...body(inner, d));
    if (s.dice.chance(0.25)) lines.push(...jump(inner, 1));
  }
  return [...lines, '}'];
}

export function statement(s: Scope, d: number): string[] {
  if (d <= 0 || s.depth > 8) return s.dice.pick(simple)(s, 1);
  const chance = s.dice.below(10);
  if (chance < 4) return s.dice.pick(simple)(s, Math.min(d, 2));
  if (chance < 5) return jump(s, 1);
  return s.dice.pick(compound)(s, d);
}
