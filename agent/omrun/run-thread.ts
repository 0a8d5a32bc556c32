import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { Placement, TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import { AgentClient } from '../control/client.ts';
import type { CheckpointPlan } from '../deputy/checkpoint-plan.ts';
import type { TaskLauncher } from '../deputy/children/launcher.ts';
import type { Deputy, Ending } from '../deputy/deputy.ts';
import type { Judge } from '../deputy/grants/judge.ts';
import type { CompiledProgram, ImageCache } from '../deputy/images.ts';
import { programFile } from '../deputy/program-file.ts';
import { runTask } from '../deputy/run-task.ts';
import type { Gate } from '../deputy/threads/gate.ts';
import type { ThreadOrder } from '../deputy/threads/threads.ts';
import { placementFor } from './addons.ts';
import type { OmrunParts } from './main.ts';
import type { Reporter } from './reporter.ts';

/** What the threads of a program have in common with its main task. */
interface MainTask {
  images: ImageCache;
  main: Deputy;
  /** Of its agent: each task has a connection of its own. */
  socket: string;
  spec: TaskSpec;
  placement: Placement;
  loadsAddons(program: CompiledProgram): boolean;
  parts: OmrunParts;
  reporter: Reporter;
  life(event: TaskLifeEvent): void;
  /** Many processes that start at once start late, and would be given up. */
  starting: Gate;
  launcher: TaskLauncher;
  judge: Judge | null;
  checkpoints: CheckpointPlan;
  states: string;
  reconnect: ((isAnew: boolean) => Promise<AgentClient>) | undefined;
}

/** Threads that are started at a time. */
export const STARTING_AT_ONCE = 4;

/** Runs one worker thread as a task of its own, which the balancer places; its deputy is in this process, beside its main task's. */
export async function runThread(order: ThreadOrder, task: MainTask): Promise<Ending> {
  const { start } = order;
  const { images } = task;
  const file = start.file === null ? evalName(start.isModule) : programFile(start.file);
  const program = await allowed(
    task,
    (): Promise<CompiledProgram> =>
      start.file === null ? images.ofText(file, { from: 'worker', text: order.source }) : images.get(file),
  );
  const started = await task.starting.enter();
  try {
    return await runStarting(order, task, { file, program, started });
  } finally {
    started();
  }
}

/** What a thread imports goes to where it executes: it is judged as if it were read, and so is what compiling would say of it. */
async function allowed(
  { judge, reporter }: Pick<MainTask, 'judge' | 'reporter'>,
  compile: () => Promise<CompiledProgram>,
): Promise<CompiledProgram> {
  try {
    const program = await compile();
    judge?.mayLoad(program.inputs);
    return program;
  } catch (error) {
    if (!judge || judge.readsAll || !isOmosixError(error)) throw error;
    reporter.warn(error.message);
    throw new OmosixError('EREFUSED', 'the program of this worker does not compile (omrun has said why)');
  }
}

async function runStarting(
  order: ThreadOrder,
  task: MainTask,
  { file, program, started }: { file: string; program: CompiledProgram; started: () => void },
): Promise<Ending> {
  const { start, thread, group, input, capture } = order;
  const { main, spec, placement, parts, reporter } = task;
  const client = await AgentClient.connect(task.socket);
  // Completions of an add-on's work come by the event loop of the process, which is its main thread's.
  const addons = !spec.shares && task.loadsAddons(program);
  const shownAs = start.file ?? '[worker eval]';
  return runTask({
    client,
    spec: {
      ...spec,
      task: `${spec.task}.${thread.id}`,
      program: program.hash,
      file,
      command: `${shownAs} [worker ${thread.id}]`.slice(-1_000),
      argv: [spec.execPath, shownAs, ...start.argv],
      env: start.env,
      cwd: process.cwd(),
      umask: process.umask(),
      stdin: { isTTY: false, columns: null, rows: null, colorDepth: 1 },
      stdout: { isTTY: false, columns: null, rows: null, colorDepth: 1 },
      stderr: { isTTY: false, columns: null, rows: null, colorDepth: 1 },
      startedAtMs: performance.timeOrigin + performance.now(),
      seed: [...randomFillSync(new Int32Array(4))],
      memoryMb: thread.memoryMb ?? spec.memoryMb,
      addons,
      thread,
    },
    placement: placementFor(placement, client.node, addons),
    program,
    ending: [],
    launcher: task.launcher,
    judge: task.judge,
    group,
    thread: { id: thread.id, input, main, capture },
    onDeputy: (deputy) => order.ready(deputy),
    checkpoints: task.checkpoints,
    states: task.states,
    ...(task.reconnect && { reconnect: task.reconnect }),
    tell: (line) => reporter.tell(line),
    warn: (line) => reporter.warn(line),
    madeBy: parts.version,
    onLife: (event) => {
      if (event.event === 'start') started();
      task.life(event);
    },
  });
}

/** It looks for what it requires in the directory of its program. */
const evalName = (isModule: boolean): string =>
  join(process.cwd(), isModule ? '[worker eval].mjs' : '[worker eval]');
