/** Where the outcomes of an example differ, and what that counts as. */
import type { Outcome } from './outcome.ts';

/** Without what differs from run to run by its nature, and without frames of Node's own. */
const settled = (text: string): string =>
  text
    .replace(/\/tmp\/omosix-docs-\w+\/\d+/g, 'PLACE')
    .replace(/\(node:\d+\)/g, '(node:PID)')
    .replace(/^ *at .*\(?node:internal.*\n?/gm, '')
    .replace(/\(Use `node --trace-\w+ \.\.\.`.*\)\n/g, '');

/** Numbers of processes and ports, times, what is random: only that it is there. */
const vague = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, 'UUID')
    .replace(/<Buffer[^>]*>/g, '<Buffer>')
    .replace(/\b[0-9a-f]{16,}\b/g, 'HEX')
    .replace(/\d+(?:\.\d+)?(?:e-?\d+)?/g, '#');

/** The error that ended it: its first words. */
const errorOf = (stderr: string): string | undefined =>
  /^(?:Uncaught )?(\w*(?:Error|Exception)\b.*)$/m.exec(stderr.replace(/ \[[A-Z_]+\]/g, ''))?.[1];

/** What cannot even begin: node tells it in its words, omrun in its own, with the line itself. */
const neverBegan = (plain: Outcome, ours: Outcome): boolean =>
  plain.stdout === '' &&
  plain.code === 1 &&
  /^(?:SyntaxError|Error(?: \[ERR_MODULE_NOT_FOUND\])?: Cannot find)/m.test(plain.stderr) &&
  ours.stdout === '' &&
  ours.code !== 0 &&
  ours.stderr.startsWith('omrun: ');

/** Empty where they are the same. */
export function differenceOf(plain: Outcome, ours: Outcome, isVague = false): string[] {
  if (neverBegan(plain, ours)) return [];
  const shown = isVague ? (text: string): string => vague(settled(text)) : settled;
  const [a, b] = [shown(plain.stdout).split('\n'), shown(ours.stdout).split('\n')];
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find((i) => a[i] !== b[i]);
  const lines: string[] = [];
  if (at !== undefined)
    lines.push(`line ${at + 1}`, `  node:  ${a[at] ?? '(end)'}`, `  omrun: ${b[at] ?? '(end)'}`);
  if (plain.code !== ours.code) lines.push(`exit code ${ours.code}, under node ${plain.code}`);
  const [before, after] = [errorOf(plain.stderr), errorOf(ours.stderr)];
  const isWorded = plain.code !== 0 && plain.code !== null && before !== undefined;
  if (isWorded && shown(before) !== shown(after ?? ''))
    lines.push(`  node:  ${before}`, `  omrun: ${after ?? ours.stderr.slice(0, 300)}`);
  if (lines.length > 0 && after !== undefined && !lines.some((line) => line.includes(after)))
    lines.push(`  omrun says ${after}`);
  return lines;
}

/** The same lines in another order: of what is under way at the same time nobody says what ends first. */
export const isReordered = (plain: Outcome, ours: Outcome): boolean =>
  plain.code === ours.code &&
  settled(plain.stdout).split('\n').sort().join('\n') === settled(ours.stdout).split('\n').sort().join('\n');

export const isRefused = ({ stdout, stderr }: Outcome): boolean =>
  /ERR_OMOSIX_UNSUPPORTED|is not yet carried by omrun/.test(stdout + stderr);
