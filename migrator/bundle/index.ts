/** From a program file to a program image. */
import type { ProgramImage } from '../../protocol/program.ts';
import { compileModules } from '../compile/index.ts';
import { bundle } from './bundle.ts';

/** @throws OmosixError ECOMPILE with a message for people */
export async function compileProgram(file: string): Promise<{ image: ProgramImage; inputs: string[] }> {
  const { modules, inputs } = await bundle(file);
  return { image: compileModules(modules, file), inputs };
}
