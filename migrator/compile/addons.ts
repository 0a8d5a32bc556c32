/** Native add-ons: machine code, whose state nobody else can read. What asks for one, and where. */
import type { CompileNote, ProgramImage } from '../../protocol/program.ts';
import { moduleOf, type SourceModule, shownPath, targetOf } from './link/modules.ts';

/** Packages whose work is to find an add-on: the name of its file comes into being while the program runs. */
const FINDERS =
  /\/node_modules\/(bindings|node-gyp-build(?:-optional-packages)?|@mapbox\/node-pre-gyp|node-pre-gyp)\//;

/** What keeps the task at home for the sake of add-ons; empty where there are none. */
export function addonNotes(
  modules: readonly SourceModule[],
  sources: ProgramImage['sources'],
): CompileNote[] {
  return modules.flatMap((module) =>
    module.requests.flatMap(({ kind, specifier }) => {
      const target = moduleOf(targetOf(module, kind, specifier));
      const reason = reasonOf(module, target);
      if (reason === null) return [];
      const source = sources.findIndex(({ path }) => path === shownPath(module));
      return [{ kind: 'stays' as const, reason, source, ...placeOf(module.text, specifier) }];
    }),
  );
}

function reasonOf(module: SourceModule, target: SourceModule | null): string | null {
  if (target?.format === 'addon')
    return `a native add-on, ${target.path}: nobody else can read what its machine code holds`;
  const finder = target && FINDERS.exec(target.path);
  if (!finder || FINDERS.test(module.path)) return null;
  return `${finder[1]} looks for a native add-on, and nobody else can read what its machine code holds`;
}

/** Of the text that names it; line 0 where it is spelled in another way. */
function placeOf(text: string, specifier: string): { line: number; column: number } {
  const at = ["'", '"', '`']
    .map((quote) => text.indexOf(`${quote}${specifier}${quote}`))
    .find((found) => found >= 0);
  if (at === undefined) return { line: 0, column: 0 };
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: before.at(-1)!.length };
}
