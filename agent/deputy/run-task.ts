import { isOmosixError } from '../../protocol/errors.ts';
import type { DeputyRecord } from '../../protocol/records.ts';
import type { Placement, TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import type { CheckpointFile } from '../checkpoint/read.ts';
import { AgentClient } from '../control/client.ts';
import type { FileTree } from '../mfs/tree.ts';
import { systemClock } from '../system-clock.ts';
import { atMost } from './at-most.ts';
import type { CheckpointPlan } from './checkpoint-plan.ts';
import type { TaskLauncher } from './children/launcher.ts';
import { Deputy, type Ending, type StartedWith, type ThreadPart } from './deputy.ts';
import type { Judge } from './grants/judge.ts';
import type { CompiledProgram } from './images.ts';
import { type Again, Recovery } from './recovery/recovery.ts';
import { restart, restartInWords } from './recovery/restart.ts';
import { restoreHome } from './restored-home.ts';
import { TaskCheckpoints } from './task-checkpoints.ts';
import type { ThreadGroup } from './threads/threads.ts';

interface TaskRun {
  client: AgentClient;
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
  client,
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
  beforeFiles,
  onDeputy,
}: TaskRun): Promise<Ending> {
  const restored = restore ? restoreHome(restore.head, restore.home, restore.tail()) : null;
  let filesClient: AgentClient | null = null;
  const connected = async (): Promise<FileTree> => {
    filesClient = await AgentClient.connect(client.path);
    await beforeFiles?.(filesClient);
    return filesClient.files(spec.task);
  };
  const send = (record: DeputyRecord, bytes: Uint8Array): void => client.send(record, bytes);
  const recovery = spec.logged
    ? new Recovery({ directory: states, send, nowMs: () => systemClock.monotonicMs() })
    : null;
  if (restored) recovery?.log.giveUp('it goes on from a file, and has no state of its own yet');
  const deputy = new Deputy(send, endingSignals, {
    restored,
    recovery,
    group,
    thread: thread ?? null,
    launcher,
    started: startedWith ?? null,
    judge,
    access: { home: client.node, connect: connected },
  });
  onDeputy?.(deputy);
  const checkpoints = new TaskCheckpoints({
    client,
    deputy,
    recovery,
    spec,
    plan,
    program,
    madeBy,
    tell,
    warn,
  });
  client.onRecord = (record, tail) => deputy.receive(record, tail);
  const startAgain = (again: Again): Promise<void> =>
    restart(again, { client, spec, placement, program, lastInc: deputy.lastInc });
  const died = async (reason: string): Promise<void> => {
    checkpoints.interrupted();
    const again = recovery?.again() ?? null;
    if (again === null || typeof again === 'string' || !deputy.detach()) {
      deputy.lost(
        again === null || typeof again !== 'string' ? reason : `${reason}; it cannot be done again: ${again}`,
      );
      return;
    }
    warn(restartInWords(reason, again));
    await startAgain(again).catch((error: Error) =>
      deputy.lost(`${reason}; and does not start again: ${error.message}`),
    );
  };
  client.onEvent = (event) => {
    if (event.event === 'start') deputy.executesOn(event.node, true);
    if (event.event === 'migration') deputy.executesOn(event.to, false);
    onLife(event);
    checkpoints.life(event);
    if (event.event === 'lost') void died(event.reason);
  };
  client.onClose = (error) =>
    deputy.lost(isOmosixError(error) ? error.message : `its agent (pid ${client.pid}) is gone`);

  const first = client.run(
    spec,
    placement,
    program.bytes,
    restore && { head: restore.head.snapshot, state: () => restore.state() },
  );
  // It may have died before it has begun.
  const started = first.catch((error: Error) => {
    if (!recovery || restore || !isOmosixError(error) || error.code !== 'EREFUSED') throw error;
    return startAgain({ state: null, ageMs: 0 });
  });
  const ending = await Promise.race([
    deputy.ended,
    // Started is no end; a refusal is.
    started.then(() => deputy.ended),
  ]);
  started.catch(() => {});
  checkpoints.stop();
  recovery?.close();
  const threadsOver = deputy.close();

  const { code, signal } = { code: null, signal: null, ...ending };
  const confirmed = client.endTask(spec.task, code, signal).catch(() => {});
  await atMost(END_MS, Promise.all([confirmed, threadsOver]));
  // Killed by a signal, plain node would not wait for a reader that takes nothing.
  if (ending.how === 'signal') await atMost(LAST_OUTPUT_MS, deputy.drained());
  else await deputy.drained();
  client.onClose = () => {};
  client.close();
  (filesClient as AgentClient | null)?.close();
  return ending;
}
