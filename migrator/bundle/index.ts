/** From a program file to a program image. */
import { setFlagsFromString } from 'node:v8';
import type { ProgramImage, ProgramText } from '../../protocol/program.ts';
import { compileModules } from '../compile/index.ts';
import { bundle } from './bundle.ts';

export interface Compiled {
  image: ProgramImage;
  inputs: string[];
}

/** @throws OmosixError ECOMPILE with a message for people */
export async function compileProgram(file: string): Promise<Compiled> {
  const { modules, inputs } = await bundle(file);
  return { image: compileModules(modules, file), inputs };
}

/** A program longer than that keeps the compiler busy for so long that optimising it pays. */
const WORTH_OPTIMISING_CHARS = 1_000_000;

/**
 * For a process that compiles one program: V8 would spend as much time on optimising the passes as they take, and throw most of it
 * away again when they meet other nodes. Whole process, until it has ended.
 */
export async function compileOnce(file: string, text?: ProgramText): Promise<Compiled> {
  setFlagsFromString('--no-opt');
  try {
    const { modules, inputs } = await bundle(file, text);
    const length = modules.reduce((sum, { code }) => sum + code.length, 0);
    if (length > WORTH_OPTIMISING_CHARS) setFlagsFromString('--opt');
    return { image: compileModules(modules, file), inputs };
  } finally {
    setFlagsFromString('--opt');
  }
}
