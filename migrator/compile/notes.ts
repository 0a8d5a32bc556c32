/** What `omrun --explain` tells: constructs that pin a task or hold it for a while, with their place in the user's files. */
import type { CompileNote } from '../../protocol/program.ts';
import { ALIASED } from './mapped-arguments.ts';
import type { Positions } from './positions.ts';
import { OWN_HERITAGE } from './refusals.ts';
import type { Program, Unit } from './units.ts';

const NATIVE =
  "runs on V8's own promises, which cannot be moved yet: from its first call on, the task stays where it is";
const PINS: Record<string, string> = {
  'an async function': `an async function that cannot be taken apart (docs/design/async.md): ${NATIVE}`,
  'an async generator': `an async generator: ${NATIVE}`,
  'top-level await': `for await with a finally in it at the top level: ${NATIVE}`,
};

const HOLDS: Record<string, string> = {
  'a generator whose parameters make functions or share names with its body':
    'a generator whose parameters make functions or share names with its body: the task stays while such a generator is alive',
  [OWN_HERITAGE]:
    'a function in the heritage of the class that it names: neither can be made before the other, and the task stays while the function is alive',
  'a direct eval':
    'a direct eval sees all variables around it: the task stays while a function around it runs',
  'a with statement':
    'a with statement makes names of properties: the task stays while a function around it runs',
  [ALIASED]:
    'its arguments object is tied to its parameters, and one of them is written: the task stays while this function runs',
  'a field initialiser': '',
  'a static block': '',
};

export function notesOf(program: Program, positions: Positions): CompileNote[] {
  const notes = program.units.flatMap((unit) => note(unit, positions));
  // All functions around an eval wait for the same one.
  const seen = new Set<string>();
  return notes.filter((each) => {
    const key = JSON.stringify(each);
    return !seen.has(key) && seen.add(key);
  });
}

function note(unit: Unit, positions: Positions): CompileNote[] {
  if (!unit.opaque) return [];
  const pins = PINS[unit.opaque];
  const holds =
    HOLDS[unit.opaque] ??
    (unit.opaque.startsWith('made inside') ? '' : `${unit.opaque}: the task stays while this function runs`);
  const reason = pins ?? holds;
  if (!reason) return [];
  const start = unit.node.opaqueAt ?? unit.node.loc?.start ?? { line: 1, column: 0 };
  const { source, line, column } = positions.original(start.line, start.column);
  return [{ kind: pins ? 'pins' : 'holds', reason, source, line, column }];
}
