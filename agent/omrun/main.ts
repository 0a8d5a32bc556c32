import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { ProgramImage } from '../../protocol/program.ts';
import { explain } from '../deputy/explain.ts';
import { programFile } from '../deputy/program-file.ts';
import { dieBy } from '../deputy/signals.ts';
import { completion } from './completion.ts';
import { parseOptions } from './options.ts';
import { Reporter } from './reporter.ts';
import { run } from './run.ts';

export interface OmrunParts {
  argv: string[];
  version: string;
  /** Names this build of omosix: what another build has compiled is not used. */
  build: string;
  /** The agent's program file. */
  omd: string;
  compile(file: string): Promise<{ image: ProgramImage; inputs: string[] }>;
}

const EXIT_CODES: Partial<Record<OmosixError['code'], number>> = {
  EUSAGE: 2,
  ENOTRUNNABLE: 126,
  ENOPROGRAM: 127,
};

/** The command; resolves with its exit code, unless it ends by its task's signal. */
export async function omrun(parts: OmrunParts): Promise<number> {
  try {
    const script = completion(parts.argv);
    if (script !== null) return await print(script);
    const options = parseOptions(parts.argv, parts.version);
    if (options === null) return 0;
    const file = programFile(options.program);
    if (options.explain) return await print(explain((await parts.compile(file)).image, process.cwd()));
    const reporter = new Reporter(options, file);
    const ending = await run(file, options, parts, reporter);
    if (ending.how === 'exit') return ending.code;
    if (ending.how === 'lost') throw new OmosixError('ELOST', `task lost: ${ending.reason}`);
    dieBy(ending.signal);
    return await new Promise(() => {});
  } catch (error) {
    const known = isOmosixError(error);
    process.stderr.write(`omrun: ${known ? error.message : `internal error: ${(error as Error).stack}`}\n`);
    return (known && EXIT_CODES[error.code]) || 1;
  }
}

function print(text: string): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(0)));
}
