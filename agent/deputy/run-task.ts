import { isOmosixError } from '../../protocol/errors.ts';
import type { DeputyRecord } from '../../protocol/records.ts';
import type { Placement, TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import type { CheckpointFile } from '../checkpoint/read.ts';
import type { AgentClient } from '../control/client.ts';
import { systemClock } from '../system-clock.ts';
import { atMost } from './at-most.ts';
import type { CheckpointPlan } from './checkpoint-plan.ts';
import type { TaskLauncher } from './children/launcher.ts';
import { Deputy, type Ending, type StartedWith, type ThreadPart } from './deputy.ts';
import type { Judge } from './grants/judge.ts';
import type { Primary } from './ha/primary.ts';
import type { CompiledProgram } from './images.ts';
import { AgentFiles } from './mfs/agent-files.ts';
import { Frozen } from './recovery/frozen.ts';
import { Recovery } from './recovery/recovery.ts';
import { Restarts } from './recovery/restarts.ts';
import { restoreHome } from './restored-home.ts';
import { TaskCheckpoints } from './task-checkpoints.ts';
import type { ThreadGroup } from './threads/threads.ts';

interface TaskRun {
  client: AgentClient;
  /** Another connection to the agent of this home, should that one end: of a task that can be done again, or is frozen (`isAnew`). */
  reconnect?(isAnew: boolean): Promise<AgentClient>;
  spec: TaskSpec;
  placement: Placement;
  program: CompiledProgram;
  /** Signals that end the task: from its user, and not watched by it. */
  ending: readonly NodeJS.Signals[];
  onLife(event: TaskLifeEvent): void;
  checkpoints: CheckpointPlan;
  /** Where its states are kept for as long as it runs. */
  states: string;
  /** Of checkpoints: each one that was made · what its user has to know. */
  tell(line: string): void;
  warn(line: string): void;
  madeBy: string;
  /** It goes on from a checkpoint file. */
  restore?: CheckpointFile | undefined;
  /** The threads of its program, and what of them it is, if it is one. */
  group: ThreadGroup;
  thread?: ThreadPart;
  launcher: TaskLauncher;
  started?: StartedWith | undefined;
  judge: Judge | null;
  /** It has standbys. */
  ha?: Primary | undefined;
  /** Before its first use of other nodes' files. */
  beforeFiles?(client: AgentClient): Promise<void>;
  /** There is a deputy now. */
  onDeputy?(deputy: Deputy): void;
}

/** How long the agent may take to confirm the end, and output that a dying task left may take to get out. */
const END_MS = 1_000;
const LAST_OUTPUT_MS = 200;

/**
 * Runs one task to its end; its output is out then, as far as its readers take it.
 * @throws OmosixError where the agent does not start it
 */
export async function runTask({
  client: first,
  reconnect,
  spec,
  placement,
  program,
  ending: endingSignals,
  onLife,
  checkpoints: plan,
  states,
  tell,
  warn,
  madeBy,
  restore,
  group,
  thread,
  launcher,
  started: startedWith,
  judge,
  ha,
  beforeFiles,
  onDeputy,
}: TaskRun): Promise<Ending> {
  let client = first;
  const files = new AgentFiles(client.path, spec.task, beforeFiles, ha?.fence);
  const send = (record: DeputyRecord, bytes: Uint8Array): void => client.send(record, bytes);
  const left = ha?.before(send) ?? null;
  const restored = restore ? restoreHome(restore.head, restore.home, restore.tail()) : (left?.home ?? null);
  const recovery = spec.logged
    ? new Recovery({ directory: states, send, nowMs: () => systemClock.monotonicMs() }, left)
    : null;
  if (restore) recovery?.log.giveUp('it goes on from a file, and has no state of its own yet');
  const deputy = new Deputy(send, endingSignals, {
    restored,
    recovery,
    group,
    thread: thread ?? null,
    launcher,
    started: startedWith ?? null,
    judge,
    guard: (recovery && ha?.guard(recovery)) ?? null,
    pid: spec.pid,
    access: { home: client.node, connect: () => files.connected(), ...(ha && { fence: ha.fence }) },
  });
  onDeputy?.(deputy);
  const frozen = new Frozen(states, () => systemClock.monotonicMs());
  const checkpoints = new TaskCheckpoints({
    client: () => client,
    deputy,
    recovery,
    frozen,
    spec,
    plan,
    program,
    madeBy,
    tell,
    warn,
  });
  const restarts = new Restarts({
    recovery,
    frozen,
    isRestored: restore !== undefined,
    client: () => client,
    reconnect: reconnect ? async (isAnew) => wire(await reconnect(isAnew)) : null,
    run: (restore) =>
      client.run(spec, placement, program.bytes, { restore, again: deputy.lastInc, ha: ha?.fence }),
    deputy,
    interrupted: () => checkpoints.interrupted(),
    warn,
    tell,
  });
  // Done again after a death it has begun where it began.
  let hasExecuted = left?.hasExecuted ?? false;
  const onEvent = (event: TaskLifeEvent): void => {
    if (event.event === 'start') {
      deputy.executesOn(event.node, !hasExecuted);
      hasExecuted = true;
    }
    if (event.event === 'migration') deputy.executesOn(event.to, false);
    onLife(event);
    checkpoints.life(event);
    if (event.event === 'lost') void restarts.taskDied(event.reason);
  };
  const wire = (to: AgentClient): void => {
    client = to;
    checkpoints.listen(to);
    to.onRecord = (record, tail) => deputy.receive(record, tail);
    to.onEvent = onEvent;
    to.onUnfreeze = (goOn) => (goOn ? void restarts.goOn() : restarts.thawed());
    to.onClose = (error) =>
      void restarts.agentDied(isOmosixError(error) ? error.message : `its agent (pid ${to.pid}) is gone`);
    // It has ended before anybody listened, while the program was compiled.
    if (to.isClosed) to.onClose(undefined);
  };
  wire(first);
  await ha?.begin(deputy);

  const from = left?.state;
  const begun = client.run(spec, placement, program.bytes, {
    restore: restore
      ? { head: restore.head.snapshot, state: () => restore.state() }
      : from
        ? { head: from.head, state: () => from.pieces() }
        : undefined,
    ha: ha?.fence,
  });
  const started = begun.catch((error: Error) => restarts.notBegun(error));
  const ending = await Promise.race([
    deputy.ended,
    // Started is no end; a refusal is.
    started.then(() => deputy.ended),
  ]);
  started.catch(() => {});
  restarts.stop();
  checkpoints.stop();
  recovery?.close();
  frozen.drop();
  const threadsOver = deputy.close();

  const { code, signal } = { code: null, signal: null, ...ending };
  const confirmed = client.endTask(spec.task, code, signal).catch(() => {});
  await atMost(END_MS, Promise.all([confirmed, threadsOver]));
  // Killed by a signal, plain node would not wait for a reader that takes nothing.
  if (ending.how === 'signal') await atMost(LAST_OUTPUT_MS, deputy.drained());
  else await deputy.drained();
  await ha?.end(ending.how);
  client.onClose = () => {};
  client.close();
  files.close();
  return ending;
}
