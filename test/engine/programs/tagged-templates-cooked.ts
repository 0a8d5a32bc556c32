import { tick } from './support/tick.ts';

const tag = (s: TemplateStringsArray, ...v: unknown[]) => `${tick(s.length)}|${s.raw.join('~')}|${s.map((x) => x ?? 'undef').join('~')}|${v.join()}`;
const make = (n: number) => tag`a\n${n}\u0041${tick(n + 1)}`;
console.log(make(1).replace(/\n/g, '^'), make(2).length, tag``, tag`${1}${2}`, (tag as any)`\u{bad}`, String.raw`\n${tick('x')}`, tag`outer ${tag`inner ${1}`}`.length);
