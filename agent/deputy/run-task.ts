import { isOmosixError } from '../../protocol/errors.ts';
import type { Placement, TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import type { CheckpointFile } from '../checkpoint/read.ts';
import { AgentClient } from '../control/client.ts';
import type { FileTree } from '../mfs/tree.ts';
import { atMost } from './at-most.ts';
import type { CheckpointPlan } from './checkpoint-plan.ts';
import type { TaskLauncher } from './children/launcher.ts';
import { Deputy, type Ending, type StartedWith, type ThreadPart } from './deputy.ts';
import type { Judge } from './grants/judge.ts';
import type { CompiledProgram } from './images.ts';
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
  const deputy = new Deputy((record, bytes) => client.send(record, bytes), endingSignals, {
    restored,
    group,
    thread: thread ?? null,
    launcher,
    started: startedWith ?? null,
    judge,
    access: { home: client.node, connect: connected },
  });
  onDeputy?.(deputy);
  const checkpoints = new TaskCheckpoints({ client, deputy, spec, plan, program, madeBy, tell, warn });
  client.onRecord = (record, tail) => deputy.receive(record, tail);
  client.onEvent = (event) => {
    if (event.event === 'start') deputy.executesOn(event.node, true);
    if (event.event === 'migration') deputy.executesOn(event.to, false);
    onLife(event);
    checkpoints.life(event);
    if (event.event === 'lost') deputy.lost(event.reason);
  };
  client.onClose = (error) =>
    deputy.lost(isOmosixError(error) ? error.message : `its agent (pid ${client.pid}) is gone`);

  const started = client.run(
    spec,
    placement,
    program.bytes,
    restore && { head: restore.head.snapshot, state: () => restore.state() },
  );
  const ending = await Promise.race([
    deputy.ended,
    // Started is no end; a refusal is.
    started.then(() => deputy.ended),
  ]);
  started.catch(() => {});
  checkpoints.stop();
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
