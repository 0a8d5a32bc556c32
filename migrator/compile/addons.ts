/** What `omrun --explain` tells of native add-ons: machine code that no host loads, with the place that asks for it. */
import type { CompileNote, ProgramImage } from '../../protocol/program.ts';
import { moduleOf, type SourceModule, targetOf } from './link/modules.ts';

export function addonNotes(
  modules: readonly SourceModule[],
  sources: ProgramImage['sources'],
): CompileNote[] {
  return modules.flatMap((module) =>
    module.requests.flatMap(({ kind, specifier }) => {
      const addon = moduleOf(targetOf(module, kind, specifier));
      if (addon?.format !== 'addon') return [];
      const reason = `a native add-on, ${addon.path}: its machine code holds state that nobody else can read, so no host loads it; asking for it throws ERR_DLOPEN_FAILED. A program that cannot do without is run with node`;
      const source = sources.findIndex(({ path }) => path === module.path);
      return [{ kind: 'missing' as const, reason, source, ...placeOf(module.text, specifier) }];
    }),
  );
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
