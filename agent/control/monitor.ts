import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { WatchedState } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { CLUSTER_PREFIX, controlSocketOf, type Places, placesOf } from '../places.ts';
import { systemClock } from '../system-clock.ts';
import { AgentClient } from './client.ts';

const AGAIN_MS = 500;

/** Which agent: null, the user's own, else node 1 of the newest private cluster; an ID: that node here; or a socket. */
export type Which = number | string | null;

/** @throws OmosixError ENOAGENT where there is none, or none that was meant */
export async function findAgent(places: Places, which: Which): Promise<AgentClient> {
  if (typeof which === 'string') return AgentClient.connect(which);
  for (const socket of [controlSocketOf(places), ...clusterSockets(places, which ?? 1)]) {
    try {
      const client = await AgentClient.connect(socket);
      if (which === null || client.node === which) return client;
      client.close();
    } catch (error) {
      if ((error as OmosixError).code !== 'ENOAGENT') throw error;
    }
  }
  const whom = which === null ? 'no agent' : `no agent of node ${which}`;
  throw new OmosixError('ENOAGENT', `${whom} runs here (nobody answers below ${places.runtime})`);
}

/** Of the private clusters, the newest first. */
function clusterSockets({ runtime }: Places, node: number): string[] {
  let names: string[];
  try {
    names = readdirSync(runtime);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(CLUSTER_PREFIX))
    .map((name) => join(runtime, name))
    .map((path) => ({ path, madeMs: statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0 }))
    .sort((a, b) => b.madeMs - a.madeMs)
    .map(({ path }) => controlSocketOf(placesOf({ OMOSIX_HOME: join(path, String(node)) })));
}

export type MonitorEvent =
  | { on: 'state'; atMs: number; state: WatchedState }
  | { on: 'life'; atMs: number; event: TaskLifeEvent }
  /** The agent is gone; it is looked for until it, or another that may be meant, is there. */
  | { on: 'lost'; atMs: number; reason: string };

/** A live view of one agent, that outlives the agent. */
export class Monitor {
  client: AgentClient | null = null;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly find: () => Promise<AgentClient>,
    private readonly everyMs: number,
    private readonly tell: (event: MonitorEvent) => void,
  ) {}

  /** `first`: a connection that is there already. @throws OmosixError where there is nobody to begin with */
  async start(first?: AgentClient): Promise<void> {
    const client = first ?? (await this.find());
    if (this.stopped) return client.close();
    this.client = client;
    client.onClose = (error) => this.lost(error?.message ?? 'it ended the connection');
    await client.watch(
      this.everyMs,
      (state) => this.tell({ on: 'state', atMs: systemClock.monotonicMs(), state }),
      (event) => this.tell({ on: 'life', atMs: systemClock.monotonicMs(), event }),
    );
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.client?.close();
  }

  private lost(reason: string): void {
    this.client = null;
    if (this.stopped) return;
    this.tell({ on: 'lost', atMs: systemClock.monotonicMs(), reason });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start().catch((error: Error) => this.lost(error.message)), AGAIN_MS);
  }
}
