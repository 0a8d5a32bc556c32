import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { type ErrorCode, OmosixError } from '../../../protocol/errors.ts';
import type { CheckpointPlan } from '../../deputy/checkpoint-plan.ts';
import type { Ending } from '../../deputy/deputy.ts';
import { systemClock } from '../../system-clock.ts';
import { Files } from './files.ts';
import { afterRun, inWords, type RestartRules, type RunEnd } from './policy.ts';
import { Relay } from './relay.ts';
import { envFor, report, type Supervised } from './supervised.ts';
import { Terminal } from './terminal.ts';

interface SupervisorParts {
  /** The program file of omrun, and what it was called with. */
  omrun: string;
  argv: readonly string[];
  /** What it runs: checkpoint files have its name. */
  file: string;
  rules: RestartRules;
  checkpoints: CheckpointPlan;
  isDetached: boolean;
  warn(line: string): void;
  /** Of the first run. */
  onStarted(task: string, command: string): void;
}

/**
 * Runs the program in an omrun of its own, so that nothing of a run that has ended is left, and again by its rules.
 * @throws OmosixError with what the last run had to say
 */
export async function supervise(parts: SupervisorParts): Promise<Ending> {
  const { rules, warn } = parts;
  const relay = new Relay(parts);
  const terminal = new Terminal();
  const files = new Files(parts.checkpoints, parts.file);
  let hasStarted = false;
  let inARow = 0;
  let told = '';
  for (let next: Supervised = { isAgain: false, restore: null }; ; ) {
    const begunMs = systemClock.monotonicMs();
    const child = startRun(parts, next);
    relay.to(child);
    files.begun(child.pid!);
    const end = await endOf(child, (task, command) => {
      if (!hasStarted) parts.onStarted(task, command);
      hasStarted = true;
      // It was cut, too.
      if (told !== '' && isFile(STDERR)) warn(told);
    });
    relay.to(null);
    files.ended();
    terminal.restore();
    const ranMs = systemClock.monotonicMs() - begunMs;
    if (relay.asked) return endingOf(end);
    const verdict = afterRun(rules, { end, ranMs, hasStarted, inARow });
    if (verdict.do === 'end') {
      if (verdict.why !== null && end.how !== 'failed') warn(verdict.why);
      return endingOf(end, verdict.why);
    }
    inARow = verdict.inARow;
    const restore = files.goOnFrom(verdict.isKilled);
    next = { isAgain: true, restore };
    const what = restore === null ? 'starts again' : `goes on from ${restore}`;
    const count = rules.most === null ? `restart ${inARow}` : `restart ${inARow} of ${rules.most}`;
    const line = `${inWords(end)}; it ${what} in ${verdict.pauseMs / 1000} s (${count})`;
    warn(line);
    told = restore === null ? '' : line;
    const signal = await pause(verdict.pauseMs, relay);
    if (signal !== null) return { how: 'signal', signal };
  }
}

function startRun({ omrun, argv }: SupervisorParts, run: Supervised): ChildProcess {
  // What was written after the checkpoint is cut from a file: this process could not go back to where it ends then.
  const outputs = [STDOUT, STDERR].map((fd) => (run.restore !== null && isFile(fd) ? atItsEnd(fd) : fd));
  const child = spawn(process.execPath, [...process.execArgv, omrun, ...argv], {
    stdio: ['inherit', ...outputs, 'ipc'],
    env: envFor(run),
  });
  for (const fd of outputs) if (fd > STDERR) closeSync(fd);
  return child;
}

const [STDOUT, STDERR] = [1, 2];
const isFile = (fd: number): boolean => fstatSync(fd).isFile();
const atItsEnd = (fd: number): number => openSync(`/proc/self/fd/${fd}`, 'a');

async function endOf(
  child: ChildProcess,
  onStarted: (task: string, command: string) => void,
): Promise<RunEnd> {
  let failed: RunEnd | null = null;
  child.on('message', (message) => {
    const told = report.parse(message);
    if ('started' in told) onStarted(told.started, told.command);
    else
      failed = { how: 'failed', code: told.code as ErrorCode | null, line: told.failed, isLoss: told.isLoss };
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  // Its last word may still be on the way.
  if (child.connected) await once(child, 'disconnect');
  if (failed) return failed;
  return signal ? { how: 'signal', signal } : { how: 'exit', code: code! };
}

/** @throws OmosixError what the run had to say */
function endingOf(end: RunEnd, why: string | null = null): Ending {
  if (end.how !== 'failed') return end;
  if (end.isLoss) return { how: 'lost', reason: why ?? end.line };
  throw new OmosixError(end.code ?? 'ELOST', why ?? end.line);
}

/** Resolves with the signal by which its user has ended it meanwhile. */
function pause(ms: number, relay: Relay): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, null);
    relay.onEnding = (signal) => {
      clearTimeout(timer);
      resolve(signal);
    };
  }).finally(() => {
    relay.onEnding = null;
  }) as Promise<NodeJS.Signals | null>;
}
