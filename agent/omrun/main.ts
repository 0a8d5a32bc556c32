import { resolve } from 'node:path';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { ProgramImage, ProgramText } from '../../protocol/program.ts';
import { optionsOf } from '../completion/completable.ts';
import { completionScript } from '../completion/completion.ts';
import { liveWords } from '../completion/live.ts';
import type { Ending } from '../deputy/deputy.ts';
import { explain } from '../deputy/explain.ts';
import { dieBy } from '../deputy/signals.ts';
import { homeOf } from '../migration/machine/ids.ts';
import { placesOf } from '../places.ts';
import { attachTo } from './attach.ts';
import { complaint } from './complaint.ts';
import { type Begun, detach, runKept } from './detach.ts';
import { grantsShown } from './grants.ts';
import { takeOver } from './ha/take-over.ts';
import { HELP } from './help.ts';
import { type Options, parseOptions } from './options.ts';
import { type Program, programNamed } from './program.ts';
import { Reporter } from './reporter.ts';
import type { RestartRules } from './restart/policy.ts';
import { supervise } from './restart/supervise.ts';
import { type Supervised, takeSupervised, tellSupervisor } from './restart/supervised.ts';
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
  let supervised: Supervised | null = null;
  try {
    if (parts.argv[0] === '--help-all') return await print(HELP);
    if (parts.argv[0] === '--complete')
      return await print(await liveWords(parts.argv[1], placesOf(process.env)));
    if (parts.argv[0] === '--completion') return await print(completionScript(COMPLETABLE, parts.argv[1]));
    const started = takeStarted(process.env);
    if (started) return await asChild(started, parts);
    supervised = takeSupervised(process.env);
    if (supervised) return await asRun(supervised, parts);
    if (parts.argv[0] === '--take-over') return await asNextDeputy(parts);
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
    const begin = (onStarted: (begun: Begun) => void): Promise<Ending> =>
      options.restart
        ? superviseAll(file, options, options.restart, parts, onStarted)
        : run(file, options, parts, new Reporter(options, file), { restore, text, onStarted });
    if (options.kept === null) return await endAs(await begin(() => {}));
    const ending = await runKept(options.kept, begin);
    // What it has to say about its end is kept for those who ask.
    return ending === null || ending.how === 'lost' ? 1 : await endAs(ending);
  } catch (error) {
    const { line, exitCode } = complaint(error as Error);
    if (supervised === null) return say(line, exitCode);
    const code = isOmosixError(error as Error) ? (error as OmosixError).code : null;
    await tellSupervisor({ failed: line, code, isLoss: false });
    return exitCode;
  }
}

/** By an omrun that runs it again. */
function superviseAll(
  file: string,
  options: Options,
  rules: RestartRules,
  { omrun, argv }: OmrunParts,
  onStarted: (begun: Begun) => void,
): Promise<Ending> {
  const reporter = new Reporter({ ...options, stats: null }, file);
  return supervise({
    omrun,
    argv,
    file,
    rules,
    checkpoints: options.checkpoints,
    isDetached: options.kept !== null,
    warn: (line) => reporter.warn(line),
    // Runs come and go: the name that stays is that of the process that supervises them.
    onStarted: (task, command) => onStarted({ task: `${homeOf(task)}:${process.pid}`, command }),
  });
}

/** One run of those that an omrun supervises. */
async function asRun({ isAgain, restore: goOnFrom }: Supervised, parts: OmrunParts): Promise<number> {
  const given = parseOptions(parts.argv, parts.version)!;
  const checkpoints = { ...given.checkpoints, directory: resolve(given.checkpoints.directory) };
  const options = { ...given, checkpoints, ...(goOnFrom !== null && { restore: goOnFrom, node: [] }) };
  const restore = options.restore === null ? undefined : checkpointOf(options.restore, options.anyNode);
  const { file } = restore ? restore.head.spec : await programNamed(options.program);
  const reporter = new Reporter(options, file, { isChild: isAgain });
  const onStarted = ({ task, command }: Begun): void => void tellSupervisor({ started: task, command });
  const ending = await run(file, options, parts, reporter, { restore, onStarted });
  if (ending.how !== 'lost') return await endAs(ending);
  await tellSupervisor({ failed: ending.reason, code: ending.error ?? 'ELOST', isLoss: true });
  return 1;
}

/** An agent has started it: the home of a task that this node is a standby of is gone. `--take-over ID --kept DIRECTORY` */
async function asNextDeputy(parts: OmrunParts): Promise<number> {
  const [, ha = '', , directory = ''] = parts.argv;
  const ending = await runKept(directory, (onStarted) => takeOver(ha, parts, onStarted));
  return ending === null || ending.how === 'lost' ? 1 : await endAs(ending);
}

/** It was started by a task, in the place of Node.js. */
async function asChild(started: Started, parts: OmrunParts): Promise<number> {
  const options = { ...parseOptions(parts.argv, parts.version)!, ...started.options };
  const reporter = new Reporter(options, started.file, { isChild: true, isHeard: started.isHeard });
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
