import { performance } from 'node:perf_hooks';
import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import { isOmosixError } from '../../protocol/errors.ts';
import type { TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import type { AgentClient } from '../control/client.ts';
import { CheckpointNames, type CheckpointPlan } from './checkpoint-plan.ts';
import { Checkpointing } from './checkpointing.ts';
import type { Deputy } from './deputy.ts';
import type { CompiledProgram } from './images.ts';
import type { Frozen } from './recovery/frozen.ts';
import { nextCheckpointMs, soonestMs } from './recovery/pace.ts';
import type { Recovery } from './recovery/recovery.ts';

interface Parts {
  /** It may be another one later. */
  client(): AgentClient;
  deputy: Deputy;
  recovery: Recovery | null;
  frozen: Frozen;
  spec: TaskSpec;
  plan: CheckpointPlan;
  program: CompiledProgram;
  madeBy: string;
  tell(line: string): void;
  warn(line: string): void;
}

/** The checkpoints of one task: those that are asked for, and those of `--checkpoint-every`. */
export class TaskCheckpoints {
  private readonly writer: Checkpointing;
  private readonly names: CheckpointNames;
  private timer: NodeJS.Timeout | undefined;
  private node = 0;
  private hasStarted = false;
  private over = false;
  private isMaking = false;
  private lastTrouble = '';
  /** For how long the last one has frozen the task, and when it was. */
  private costMs: number | undefined;
  private lastMs = 0;
  /** What it has open is in no file: its states are kept for the death of its node alone. */
  private isFileless: boolean;

  constructor(private readonly parts: Parts) {
    const { client, deputy, recovery, spec, plan, program, madeBy } = parts;
    this.names = new CheckpointNames(plan, spec.file, spec.pid);
    this.node = client().node;
    this.isFileless = spec.thread !== undefined || plan.isFileless === true;
    this.writer = new Checkpointing({
      spec,
      madeBy,
      program: () => program.bytes(),
      capture: (hold, asked) => client().capture(spec.task, hold, asked),
      node: () => this.node,
      deputy,
      recovery,
      nowMs: () => performance.timeOrigin + performance.now(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    deputy.checkpoints = this.writer;
    if (recovery) recovery.onWanted = () => this.soon();
  }

  /** Of that agent: somebody wants a file, or the task frozen. */
  listen(client: AgentClient): void {
    client.onCheckpoint = (ask, file, after) => void this.answer(ask, file, after);
    client.onFreeze = (ask) => {
      const { frozen } = this.parts;
      const told = (refusal: string | null): Promise<void> => client.checkpointed(ask, null, refusal);
      this.writer
        .freeze(frozen)
        .then(
          () => told(null),
          (error: Error) => told(error.message),
        )
        .catch(() => {});
    };
  }

  life(event: TaskLifeEvent): void {
    if (event.event === 'start') this.node = event.node;
    if (event.event === 'migration') this.node = event.to;
    if (event.event !== 'start') return;
    this.isDown = false;
    if (this.hasStarted) return;
    this.hasStarted = true;
    this.lastMs = performance.now();
    this.schedule();
  }

  /** Its node is gone: what was being written is not a state of what is done again. */
  interrupted(): void {
    this.isDown = true;
    this.deaths++;
    this.writer.interrupted();
  }
  /** Its task executes nowhere until it starts again. */
  private isDown = false;
  private deaths = 0;

  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private schedule(afterMs?: number): void {
    const { plan, recovery } = this.parts;
    const { everyMs } = plan;
    if (everyMs === null || this.over || !this.hasStarted) return;
    // A state would be for nothing.
    if (plan.isFileless && !recovery) return;
    // Where taking one lasts, on a machine that is busy, the task has as long for itself.
    const next = everyMs === 'auto' ? nextCheckpointMs(this.costMs) : Math.max(everyMs, this.costMs ?? 0);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.byItself().finally(() => this.schedule()), afterMs ?? next);
  }

  /** As soon as it does not take too much of the task's time. */
  private soon(): void {
    if (this.isWanted || this.isMaking || !this.hasStarted) return;
    this.isWanted = true;
    this.schedule(Math.max(0, this.lastMs + soonestMs(this.costMs) - performance.now()));
  }
  private isWanted = false;

  private async byItself(): Promise<void> {
    const { recovery, deputy } = this.parts;
    if (deputy.isBehind || this.isDown) return;
    const { deaths } = this;
    this.isMaking = true;
    this.isWanted = false;
    try {
      if (this.isFileless) this.costMs = await this.writer.keep();
      else await this.toFile();
      this.lastTrouble = '';
    } catch (error) {
      const { message } = error as Error;
      // It will be asked again; that it moves all the time is nothing to be told.
      if (this.deaths !== deaths || (isOmosixError(error) && error.code === 'EBUSY')) return;
      // The state itself has come.
      if (
        recovery &&
        recovery.trouble === null &&
        recovery.log.gap === null &&
        recovery.stateAtMs > this.lastMs
      ) {
        this.isFileless = true;
        this.warn(`no checkpoint file: ${message}; if its node dies it goes on all the same`);
      } else this.warn(`no checkpoint: ${recovery?.trouble ?? message}`);
    } finally {
      this.isMaking = false;
      this.lastMs = performance.now();
    }
  }

  private async toFile(): Promise<void> {
    const file = this.names.next();
    const { made } = await this.writer.make(file, 'continue');
    this.costMs = made.frozenMs;
    this.names.keep(file);
    this.parts.tell(`checkpoint ${file}: ${made.bytes} bytes, frozen ${made.frozenMs.toFixed(1)} ms`);
  }

  /** Once, as long as it is the same. */
  private warn(message: string): void {
    if (!this.over && message !== this.lastTrouble) this.parts.warn(message);
    this.lastTrouble = message;
  }

  private async answer(ask: number, file: string | null, after: CheckpointAfter): Promise<void> {
    const { deputy } = this.parts;
    const client = this.parts.client();
    let done: { made: CheckpointMade; release: () => void };
    try {
      done = await this.writer.make(file ?? this.names.next(), after);
    } catch (error) {
      await client.checkpointed(ask, null, (error as Error).message).catch(() => {});
      return;
    }
    await client.checkpointed(ask, done.made, null).catch(() => {});
    if (after === 'exit') {
      this.parts.warn(`its checkpoint is ${done.made.file}`);
      deputy.leave('SIGTERM');
      return;
    }
    // What it has done is in the file; what it does next comes when it is continued.
    if (after === 'stop') process.kill(process.pid, 'SIGSTOP');
    done.release();
  }
}
