/** Expressions by what they give. Most go through `T(tag, value)`: it notes the order of evaluation and holds a safe point. */
import { arrow, iife } from './functions.ts';
import type { Scope } from './scope.ts';

type Make = (s: Scope, d: number) => string;

const traced = (s: Scope, value: string): string => `T('${s.fresh()}', ${value})`;

function choose(s: Scope, d: number, leaves: readonly Make[], nodes: readonly Make[]): string {
  const list = d <= 0 || s.depth > 7 || s.dice.chance(0.15) ? leaves : nodes;
  return s.dice.pick(list)(s, d - 1);
}

const variable =
  (kind: Parameters<Scope['find']>[0], otherwise: Make): Make =>
  (s, d) =>
    s.find(kind) ?? otherwise(s, d);

const literal: Make = (s) => String(s.dice.below(9));

const numLeaves: Make[] = [
  literal,
  variable('num', literal),
  variable('num', literal),
  (s) => traced(s, String(s.dice.below(9))),
];

const numNodes: Make[] = [
  (s, d) => traced(s, num(s, d)),
  (s, d) => traced(s, num(s, d)),
  (s, d) => `(${num(s, d)} ${s.dice.pick(['+', '-', '*', '%', '&', '|', '^', '<<', '**'])} ${num(s, d)})`,
  (s, d) => `(${bool(s, d)} ? ${num(s, d)} : ${num(s, d)})`,
  (s, d) => {
    const target = s.find('num', true);
    if (!target) return num(s, d);
    return s.dice.chance(0.3)
      ? `${target}${s.dice.pick(['++', '--'])}`
      : `(${target} ${s.dice.pick(['=', '+=', '-=', '*=', '??=', '||=', '&&='])} ${num(s, d)})`;
  },
  (s, d) => `(${any(s, d)}, ${num(s, d)})`,
  (s, d) => `${s.find('fn') ?? arrow(s, d)}(${args(s, d)})`,
  (s, d) => `${arr(s, d)}.length`,
  (s, d) => `${arr(s, d)}.reduce((p, q) => ${traced(s, 'p')} + q, ${num(s, d)})`,
  (s, d) => `Math.max(...${arr(s, d)}, ${num(s, d)})`,
  (s, d) => `(${obj(s, d)}?.[${str(s, d)}] ?? ${num(s, d)})`,
  (s) => `${s.find('obj') ?? '({ a: 1 })'}.${s.dice.pick(['a', 'b', 'm'])}`,
  (s, d) => `(${s.find('obj') ?? '({})'}.${s.dice.pick(['a', 'b'])} = ${num(s, d)})`,
  (s, d) => `${s.find('obj') ?? '({ m(x) { return x; } })'}.m?.(${num(s, d)})`,
  (s, d) => `(${s.find('arr') ?? '[0]'}[${num(s, d)}] ${s.dice.pick(['=', '??='])} ${num(s, d)})`,
  (s, d) => iife(s, d),
  (s, d) => `Number(BigInt(Math.trunc(${num(s, d)}) || 0) ${s.dice.pick(['+', '*', '-'])} 3n)`,
  (s, d) => `new Uint8Array([${num(s, d)}, ${num(s, d)}])[${s.dice.below(3)}]`,
  (s, d) => `(${s.find('map') ?? 'new Map([[1, 2]])'}.get(${num(s, d)}) ?? ${num(s, d)})`,
  (s, d) => `${s.find('set') ?? 'new Set([1])'}.add(${num(s, d)}).size`,
  (s, d) => `tag\`\${${num(s, d)}}x\${${num(s, d)}}\``,
  (s, d) => `(${str(s, d)} + ${num(s, d)}).length`,
  (s, d) => (s.may.await ? `(await ${awaited(s, d)})` : num(s, d)),
  (s, d) => (s.may.yield ? `((yield ${num(s, d)}) ?? ${num(s, d)})` : num(s, d)),
  (s, d) => (s.may.arguments ? s.dice.pick(['arguments.length', '(arguments[0] ?? 1)']) : num(s, d)),
  (s, d) => (s.may.super ? `super.m(${num(s, d)})` : num(s, d)),
  (s, d) => (s.may.private ? s.dice.pick([`(this.#p += ${num(s, d)})`, `this.#q(${num(s, d)})`]) : num(s, d)),
  (s, d) => (s.find('cls') ? `new ${s.find('cls')}(${num(s, d)}).m(${num(s, d)})` : num(s, d)),
  (s, d) => (s.find('cls') ? `${s.find('cls')}.${s.dice.pick(['made', `make(${num(s, d)}).a`])}` : num(s, d)),
  (s, d) =>
    s.find('inst')
      ? `(${s.find('inst')}.${s.dice.pick(['a', 'g', `m(${num(s, d)})`, `g = ${num(s, d)}`])})`
      : num(s, d),
  (s, d) => (s.find('gen') ? `(${s.find('gen')}.next(${num(s, d)}).value ?? ${num(s, d)})` : num(s, d)),
];

export function num(s: Scope, d: number): string {
  return choose(s, d, numLeaves, numNodes);
}

function awaited(s: Scope, d: number): string {
  const n = num(s, d);
  return s.dice.pick([
    n,
    `Promise.resolve(${n})`,
    `later(${n})`,
    `Promise.all([${n}, later(${num(s, d)})])`,
    `Promise.race([later(${n}), ${num(s, d)}])`,
    `Promise.allSettled([${n}, Promise.reject(1)])`,
    `Promise.reject(${n}).catch((e) => ${traced(s, 'e')})`,
    `Promise.resolve(${n}).then((v) => ${traced(s, 'v')}).finally(() => ${traced(s, '0')})`,
    `(async () => ${num(s.arrow(), d)})()`,
    `{ then(ok) { ok(${traced(s, '5')}); } }`,
  ]);
}

const boolNodes: Make[] = [
  (s, d) => `(${num(s, d)} ${s.dice.pick(['<', '>', '===', '!==', '<=', '=='])} ${num(s, d)})`,
  (s, d) => `(${bool(s, d)} ${s.dice.pick(['&&', '||'])} ${bool(s, d)})`,
  (s, d) => `!${traced(s, num(s, d))}`,
  (s, d) => `(${str(s, d)} in ${obj(s, d)})`,
  (s, d) => `${arr(s, d)}.includes(${num(s, d)})`,
  (s, d) => `/[a-c]+/.test(${str(s, d)})`,
  (s, d) => `${arr(s, d)}.${s.dice.pick(['some', 'every'])}((v) => ${traced(s, 'v')} > ${num(s.arrow(), d)})`,
];

export function bool(s: Scope, d: number): string {
  return choose(s, d, [(x) => x.dice.pick(['true', 'false'])], boolNodes);
}

const strNodes: Make[] = [
  (s, d) => `\`\${${num(s, d)}}-\${${str(s, d)}}\``,
  (s, d) => `String(${any(s, d)})`,
  (s, d) => `${str(s, d)}.slice(${num(s, d)})`,
  (s, d) => `${str(s, d)}.replace(/./g, (c) => ${traced(s, 'c')})`,
  (s, d) => `(typeof ${any(s, d)})`,
  (s, d) => `JSON.stringify(${any(s, d)})`,
  (s, d) => traced(s, str(s, d)),
];

export function str(s: Scope, d: number): string {
  const leaves: Make[] = [(x) => x.dice.pick(["'a'", "'b'", "'m'", "'abc'"]), variable('str', () => "'a'")];
  return choose(s, d, leaves, strNodes);
}

const arrNodes: Make[] = [
  (s, d) => `[${num(s, d)}, ${num(s, d)}, ...${arr(s, d)}]`,
  (s, d) => `${arr(s, d)}.map((v, i) => ${traced(s, 'v')} + i)`,
  (s, d) => `${arr(s, d)}.filter((v) => ${bool(s.arrow(), d)})`,
  (s, d) => `[...${arr(s, d)}].sort((p, q) => ${traced(s, 'p')} - q)`,
  (s, d) => `${arr(s, d)}.flatMap((v) => [v, ${num(s.arrow(), d)}])`,
  (s, d) => `Array.from(${arr(s, d)}, (v) => ${traced(s, 'v')})`,
  (s, d) => `Object.values(${obj(s, d)})`,
  (s) => `[...(${s.find('map') ?? 'new Map()'}).values()]`,
  (s) => `[...(${s.find('set') ?? 'new Set([1, 2])'})]`,
  (s, d) => traced(s, arr(s, d)),
  (s) => (s.find('gen') ? `[...${s.find('gen')}]` : '[1, 2]'),
];

export function arr(s: Scope, d: number): string {
  const leaves: Make[] = [variable('arr', () => '[1, 2]'), variable('arr', () => '[3]'), () => '[1, 2, 3]'];
  return choose(s, d, leaves, arrNodes);
}

const objNodes: Make[] = [
  (s, d) => `{ a: ${num(s, d)}, b: ${num(s, d)} }`,
  (s, d) => `{ ...${obj(s, d)}, [${str(s, d)}]: ${num(s, d)} }`,
  (s, d) => `{ get a() { return ${traced(s, '4')}; }, b: ${num(s, d)} }`,
  (s, d) => `{ a: ${num(s, d)}, m(x) { return ${traced(s, 'x')} + this.a; } }`,
  (s, d) => `{ valueOf: () => ${traced(s, '7')}, m: ${arrow(s, d)} }`,
  (s, d) => `Object.freeze({ a: ${num(s, d)} })`,
];

export function obj(s: Scope, d: number): string {
  const leaves: Make[] = [variable('obj', () => '({ a: 1 })'), () => '({ a: 1, b: 2 })'];
  const text = choose(s, d, leaves, objNodes);
  return text.startsWith('{') ? `(${text})` : text;
}

export function any(s: Scope, d: number): string {
  return s.dice.pick([num, num, str, arr, obj, bool])(s, d);
}

export function args(s: Scope, d: number): string {
  return s.dice.some(0, 3, () => (s.dice.chance(0.15) ? `...${arr(s, d - 1)}` : num(s, d - 1))).join(', ');
}
