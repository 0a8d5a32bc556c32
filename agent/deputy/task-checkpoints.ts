import { performance } from 'node:perf_hooks';
import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import type { TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import type { AgentClient } from '../control/client.ts';
import { CheckpointNames, type CheckpointPlan } from './checkpoint-plan.ts';
import { Checkpointing } from './checkpointing.ts';
import type { Deputy } from './deputy.ts';
import type { CompiledProgram } from './images.ts';

interface Parts {
  client: AgentClient;
  deputy: Deputy;
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
  private lastTrouble = '';

  constructor(private readonly parts: Parts) {
    const { client, deputy, spec, plan, program, madeBy } = parts;
    this.names = new CheckpointNames(plan, spec.file, spec.pid);
    this.node = client.node;
    this.writer = new Checkpointing({
      spec,
      madeBy,
      program: () => program.bytes(),
      capture: () => client.capture(spec.task),
      node: () => this.node,
      deputy,
      nowMs: () => performance.timeOrigin + performance.now(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    deputy.checkpoints = this.writer;
    client.onCheckpoint = (ask, file, after) => void this.answer(ask, file, after);
  }

  life(event: TaskLifeEvent): void {
    if (event.event === 'start') this.node = event.node;
    if (event.event === 'migration') this.node = event.to;
    if (event.event !== 'start' || this.hasStarted) return;
    this.hasStarted = true;
    this.schedule();
  }

  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    const { everyMs } = this.parts.plan;
    if (everyMs === null || this.over) return;
    this.timer = setTimeout(() => void this.byItself().finally(() => this.schedule()), everyMs);
  }

  private async byItself(): Promise<void> {
    const file = this.names.next();
    try {
      const { made } = await this.writer.make(file, 'continue');
      this.names.keep(file);
      this.parts.tell(`checkpoint ${file}: ${made.bytes} bytes, frozen ${made.frozenMs.toFixed(1)} ms`);
      this.lastTrouble = '';
    } catch (error) {
      const { message } = error as Error;
      if (!this.over && message !== this.lastTrouble) this.parts.warn(`no checkpoint: ${message}`);
      this.lastTrouble = message;
    }
  }

  private async answer(ask: number, file: string | null, after: CheckpointAfter): Promise<void> {
    const { client, deputy } = this.parts;
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
