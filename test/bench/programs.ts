import { join } from 'node:path';
import { workloads } from '../support/workloads.ts';

export interface Measured {
  name: string;
  file: string;
  args: string[];
  stdin: string;
}

const OURS = [
  'fibonacci',
  'counting-loop',
  'fannkuch',
  'binary-trees',
  'closures',
  'array-methods',
  'dispatch',
  'spectral-norm',
  'maps-and-strings',
  'exceptions',
];

/** Smaller than what the workloads take when they are shown. */
const SIZES: Record<string, string[]> = {
  'compute-pi': ['8000'],
  'n-queens': ['12'],
  nbody: ['2000000'],
  mandelbrot: ['mandelbrot.ppm', '700', '1000'],
  matrix: ['700'],
  primes: ['2300'],
  sieve: ['60000000'],
};

export function programs(root: string): Measured[] {
  const ours = OURS.map((name) => ({ name, file: programFile(root, name), args: [], stdin: '' }));
  const shown = workloads.map(({ name, program, arguments: args, stdin }) => ({
    name,
    file: program,
    args: SIZES[name] ?? args,
    stdin,
  }));
  return [...ours, ...shown];
}

export const programFile = (root: string, name: string): string =>
  join(root, 'test/bench/programs', `${name}.ts`);
