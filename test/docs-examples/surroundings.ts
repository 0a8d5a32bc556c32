/** The directory that an example runs in, and the functions that `completed` has put into it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { CERT, KEY } from '../conformance/programs/certificate.ts';
import { PACE } from './complete.ts';

/** What it reads: lines, since that is what examples ask for. */
export const INPUT = 'first line\nsecond line\n42\nThe quick brown fox\nlast line\n';

const FILE =
  /(['"`])((?:\.\/)?(?:[\w-]+\/)*[\w.-]+\.(?:txt|text|log|tar|env|enc|json|md|js|cjs|pem|xml|html))\1/g;
/** What the example makes itself. */
const MADE = /^(?:dest|new|copy|out|err)/i;

const contentOf = (path: string): string => {
  if (path.endsWith('.pem')) return /key[^/]*$/i.test(path) ? KEY : CERT;
  if (path.endsWith('.json')) return '{ "name": "example", "version": "1.0.0", "list": [1, 2, 3] }\n';
  if (/\.c?js$/.test(path))
    return `process.on('message', (m) => { process.send?.({ got: m }); process.disconnect?.(); });\nconsole.log(process.argv.slice(2).join(' '), 'in ${path.replace(/^.*\//, '')}');\n`;
  if (path.endsWith('.env')) return 'NAME=value\nQUOTED="two words"\n';
  return `${path}\n${INPUT}`;
};

/** Files that its text names are there. */
export function furnish(place: string, code: string): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'stdin.input'), INPUT);
  for (const [, , path] of code.matchAll(FILE)) {
    const file = join(place, normalize(path!));
    if (!file.startsWith(place) || MADE.test(path!.replace(/^.*\//, ''))) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contentOf(path!));
  }
}

/** What is plain shows; of an object of a class nobody says what it looks like. */
const SHOW = `
function $isPlain(v, depth) {
  if (v === null || (typeof v !== 'object' && typeof v !== 'function')) return true;
  if (typeof v === 'function' || depth > 3 || v === globalThis.process.env) return false;
  if (ArrayBuffer.isView(v) || v instanceof ArrayBuffer || v instanceof Date || v instanceof RegExp) return true;
  if (!Array.isArray(v) && Object.getPrototypeOf(v) !== Object.prototype && Object.getPrototypeOf(v) !== null) return false;
  return Object.values(Object.getOwnPropertyDescriptors(v)).every((d) => 'value' in d && $isPlain(d.value, depth + 1));
}
function $show(v) { if (v !== undefined && $isPlain(v, 0)) console.log('>', v); return v; }
function $caught(e) { console.log('!', e instanceof Error ? e.name + ' ' + e.code + ' ' + e.message : e); }
`;

/** A program with servers and the like ends by itself then: nobody asks them. */
const LASTS_MS = 2_500;
const MOVING_LASTS_MS = 6_000;
const endAfter = (ms: number): string =>
  `globalThis.setTimeout(() => { console.log('(over)'); process.exit(); }, ${ms}).unref();`;

/**
 * For a run that is moved: `$pace` waits for the first move, and then a little before each statement, so that others follow. Under node,
 * which it is compared with, it waits a little, too: what is under way meanwhile is as far.
 */
export interface Moving {
  /** This file is there when it has been moved; null under node. */
  go: string | null;
  paceMs: number;
}

const PATIENCE_MS = 12_000;
const MOST_PACES = 25;

/** On the first line, so that the example's lines keep their numbers but for one. */
export function surrounded(code: string, format: 'mjs' | 'cjs', moving: Moving | null): string {
  const fs =
    format === 'mjs'
      ? `import { existsSync as $exists } from 'node:fs';`
      : `const { existsSync: $exists } = require('node:fs');`;
  const pace = moving
    ? `${fs} let $paces = 0;
function $pace() {
  if ($paces++ > ${MOST_PACES}) return;
  const from = Date.now();
  if ($paces === 1 && ${moving.go !== null}) while (!$exists(${JSON.stringify(moving.go)}) && Date.now() - from < ${PATIENCE_MS});
  else while (Date.now() - from < ${moving.paceMs});
}`
    : '';
  const text = moving ? code : code.replaceAll(PACE, '');
  const directive = /^(?:#!.*\n)?(?:'use strict'|"use strict");?/.exec(text)?.[0] ?? '';
  const before = `${SHOW}${pace}`.replace(/\n/g, ' ');
  return `${directive}${before} ${endAfter(moving ? MOVING_LASTS_MS : LASTS_MS)} ${text.slice(directive.length)}`;
}
