import { OmosixError } from '../../protocol/errors.ts';
import type { ProgramImage, ProgramText } from '../../protocol/program.ts';
import { optionsOf } from '../completion/completable.ts';
import { completionScript } from '../completion/completion.ts';
import { liveWords } from '../completion/live.ts';
import type { Ending } from '../deputy/deputy.ts';
import { explain } from '../deputy/explain.ts';
import { dieBy } from '../deputy/signals.ts';
import { placesOf } from '../places.ts';
import { attachTo } from './attach.ts';
import { complaint } from './complaint.ts';
import { detach, runKept } from './detach.ts';
import { grantsShown } from './grants.ts';
import { HELP } from './help.ts';
import { parseOptions } from './options.ts';
import { type Program, programNamed } from './program.ts';
import { Reporter } from './reporter.ts';
import { checkpointOf } from './restore.ts';
import { run } from './run.ts';
import { type Started, takeStarted } from './started.ts';

export interface OmrunParts {
  argv: string[];
  version: string;
  /** Names this build of omosix: what another build has compiled is not used. */
  build: string;
  /** The program files of the agent and of this command. */
  omd: string;
  omrun: string;
  /** `text`: of a program that is in no file; `file` is then what it is called. */
  compile(file: string, text?: ProgramText): Promise<{ image: ProgramImage; inputs: string[] }>;
}

const COMPLETABLE = {
  name: 'omrun',
  options: optionsOf(HELP),
  verbs: [],
  operands: [{ files: ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'] }, { files: 'any' as const }],
};

/** The command; resolves with its exit code, unless it ends by its task's signal. */
export async function omrun(parts: OmrunParts): Promise<number> {
  try {
    if (parts.argv[0] === '--help-all') return await print(HELP);
    if (parts.argv[0] === '--complete')
      return await print(await liveWords(parts.argv[1], placesOf(process.env)));
    if (parts.argv[0] === '--completion') return await print(completionScript(COMPLETABLE, parts.argv[1]));
    const started = takeStarted(process.env);
    if (started) return await asChild(started, parts);
    const looked = await attachTo(parts.argv);
    if (looked !== null) return typeof looked === 'string' ? await print(looked) : await endAs(looked);
    const options = parseOptions(parts.argv, parts.version);
    if (options === null) return 0;
    const restore = options.restore === null ? undefined : checkpointOf(options.restore, options.anyNode);
    const { file, text }: Program = restore
      ? { file: restore.head.spec.file }
      : await programNamed(options.program);
    if (options.explain) {
      const { image } = await parts.compile(file, text);
      return await print(explain(image, process.cwd()) + grantsShown(options.grants));
    }
    if (options.detach && options.kept === null) {
      const launched = await detach(parts.argv, text?.text);
      return 'started' in launched
        ? await print(`${launched.started}\n`)
        : say(launched.failed, launched.exitCode);
    }
    const reporter = new Reporter(options, file);
    if (options.kept === null)
      return await endAs(await run(file, options, parts, reporter, { restore, text }));
    const ending = await runKept(options.kept, (started) =>
      run(file, options, parts, reporter, { restore, text, onStarted: started }),
    );
    // What it has to say about its end is kept for those who ask.
    return ending === null || ending.how === 'lost' ? 1 : await endAs(ending);
  } catch (error) {
    const { line, exitCode } = complaint(error as Error);
    return say(line, exitCode);
  }
}

/** It was started by a task, in the place of Node.js. */
async function asChild(started: Started, parts: OmrunParts): Promise<number> {
  const options = { ...parseOptions(parts.argv, parts.version)!, ...started.options };
  const reporter = new Reporter(options, started.file, { isChild: true });
  const ending = await run(started.file, options, parts, reporter, { started });
  if (ending.how !== 'lost') return await endAs(ending);
  // Who waits for it sees what he would see if its machine had ended it.
  say(`task lost: ${ending.reason}`, 1);
  return await endAs({ how: 'signal', signal: 'SIGKILL' });
}

function say(line: string, exitCode: number): number {
  process.stderr.write(`omrun: ${line}\n`);
  return exitCode;
}

/** As the task ended, so does omrun. */
async function endAs(ending: Ending): Promise<number> {
  if (ending.how === 'exit') return ending.code;
  if (ending.how === 'lost') throw new OmosixError('ELOST', `task lost: ${ending.reason}`);
  dieBy(ending.signal);
  return await new Promise(() => {});
}

function print(text: string): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(0)));
}
