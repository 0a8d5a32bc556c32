import { setTimeout as sleep } from 'node:timers/promises';
import type { Fence } from '../../../protocol/files.ts';
import { AgentClient } from '../../control/client.ts';
import type { ClusterFiles } from '../../mfs/tree.ts';
import { treeError } from '../../mfs/tree-error.ts';
import type { Asker } from '../../mfs/wire/asker.ts';
import { TreeClient } from '../../mfs/wire/tree-client.ts';
import { systemClock } from '../../system-clock.ts';

/** An agent that begins anew, or that is begun again, is waited for so long. */
const BACK_MS = 30_000;
const LOOK_MS = 20;

/** The connection to the agent over which a deputy has the cluster's files; another one where the agent is another. */
export class AgentFiles {
  private client: AgentClient | null = null;
  private asker: Promise<Asker> | null = null;
  private isOver = false;

  /** `before`: what happens before the first use. */
  constructor(
    private readonly socket: string,
    private readonly task: string,
    private readonly before: ((client: AgentClient) => Promise<void>) | undefined,
    private readonly fence: Fence | undefined,
  ) {}

  /** @throws OmosixError ENOAGENT */
  async connected(): Promise<ClusterFiles> {
    await this.now();
    return new TreeClient({ now: () => this.now(true) });
  }

  close(): void {
    this.isOver = true;
    this.client?.close();
  }

  private now(isPatient = false): Promise<Asker> {
    if (this.client?.isClosed) this.asker = null;
    this.asker ??= this.open(isPatient).catch((error) => {
      this.asker = null;
      throw error;
    });
    return this.asker;
  }

  private async open(isPatient: boolean): Promise<Asker> {
    const deadlineMs = systemClock.monotonicMs() + (isPatient ? BACK_MS : 0);
    for (;;) {
      try {
        this.client = await AgentClient.connect(this.socket);
        break;
      } catch (error) {
        if (!isPatient) throw error;
        if (this.isOver || systemClock.monotonicMs() > deadlineMs)
          throw treeError('EHOSTUNREACH', (error as Error).message);
        await sleep(LOOK_MS);
      }
    }
    await this.before?.(this.client);
    return this.client.asker(this.task, this.fence);
  }
}
