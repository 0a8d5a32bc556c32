import { Dice } from './dice.ts';
import { classDeclaration, functionDeclaration, recursion } from './functions.ts';
import { Scope } from './scope.ts';
import { list } from './statements.ts';

const topLevel = [functionDeclaration, recursion, (s: Scope) => classDeclaration(s, { isAlone: true })];

/** What all random programs use. `tick` holds the safe point; `T` notes what is evaluated and bounds the whole. */
export const PROLOGUE = `
let out = [], fuel = 0, ticks = 0;
Function.prototype.toString = function toString() { return 'function'; };
function tick(n) { for (let i = 0; i < n; i++) ticks++; }
function T(tag, v) { if (--fuel < 0) throw new RangeError('fuel'); tick(1); out.push(tag + ':' + show(v, 2)); return v; }
function show(v, depth) {
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v === 'bigint') return v + 'n';
  if (typeof v === 'function') return 'function';
  if (Object.is(v, -0)) return '-0';
  if (typeof v !== 'object' || v === null) return String(v);
  if (v instanceof Error) return v.constructor.name + (v instanceof TypeError ? '' : ' ' + v.message);
  if (depth === 0) return '…';
  if (v instanceof Map) return 'Map' + show([...v], depth);
  if (v instanceof Set) return 'Set' + show([...v], depth);
  if (Array.isArray(v)) return '[' + v.slice(0, 20).map((x) => show(x, depth - 1)).join() + ']' + v.length;
  const own = Object.getOwnPropertyDescriptors(v);
  return '{' + Object.keys(own).map((k) => k + ('value' in own[k] ? '=' + show(own[k].value, depth - 1) : '?')).join() + '}';
}
function tag(strings, ...values) { tick(1); return strings.raw.join().length + values.length; }
function* counting(n) { for (let i = 0; i < n; i++) { tick(1); yield i; } }
function later(v) { return typeof v === 'function' ? (tick(1), v()) : new Promise((done) => setTimeout(() => done(v), 0)); }
function end(name, text) { console.log(name + ' ' + out.join(' ') + ' ' + text); }
function run(name, body) {
  out = []; fuel = 120;
  let text = 'done ';
  try { text += show(body(), 2); } catch (e) { text = 'thrown ' + show(e, 2); }
  end(name, text);
}
async function runAsync(name, body) {
  out = []; fuel = 120;
  let text = 'done ';
  try { text += show(await body(), 2); } catch (e) { text = 'thrown ' + show(e, 2); }
  await later(0);
  end(name, text);
}
`;

export interface RandomProgram {
  seed: number;
  /** Declarations and the call that runs it. */
  lines: string[];
}

/** A program that ends, prints what it evaluates, and does the same each time. The same seed gives the same one. */
export function randomProgram(seed: number): RandomProgram {
  const dice = new Dice(seed);
  const name = `p${seed}`;
  const scope = Scope.program(dice, `${name}_`);
  const isAsync = dice.chance(0.4);
  // Some things at the top level, where functions and classes exist once.
  const lines = dice.some(0, 3, () => dice.pick(topLevel)(scope)).flat();
  const inner = scope.function({ await: isAsync });
  lines.push(
    `${isAsync ? 'async ' : ''}function ${name}() {`,
    ...list(inner, 3, 3, 7),
    '}',
    isAsync ? `await runAsync('${name}', ${name});` : `run('${name}', ${name});`,
  );
  return { seed, lines };
}

/** Several in one file: they share a process and a compilation. */
export function textOf(programs: readonly RandomProgram[]): string {
  return `${PROLOGUE}${programs.map(({ lines }) => lines.join('\n')).join('\n')}\n`;
}
