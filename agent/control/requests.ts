import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import type {
  Answer,
  Cleared,
  FromAgent,
  MoveTarget,
  NodeViewMessage,
  Request,
} from '../../protocol/control.ts';
import type { EtcdAccess } from '../../protocol/ha.ts';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import type { Protection, StandbyView } from '../../protocol/journal.ts';
import type { Address, MapEntry, PeerView, StrangerView } from '../../protocol/members.ts';
import type { MembershipRequest } from '../../protocol/membership-control.ts';
import type { ExportMode, ExportRoot, NodeSettings } from '../../protocol/node.ts';
import type { Sendable } from '../../protocol/signals.ts';
import type { Steering, TaskLifeEvent, TaskStatus } from '../../protocol/task.ts';
import type { StandbyOrder } from '../ha/standby-store.ts';

/** How a request to move a task ended. */
export type MigrateResult = Extract<TaskLifeEvent, { event: 'migration' | 'stayed' }>;

type StatusAnswer = Extract<FromAgent, { op: 'status' }>;
export type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** `progress` hears what the agent says before its answer. @throws OmosixError what the agent says */
export type Ask = <Op extends Answer['op']>(
  request: WithoutId<Request>,
  expected: Op,
  progress?: (message: string) => void,
) => Promise<Extract<Answer, { op: Op }>>;

/** What a command may ask of an agent: each request with its answer. */
export abstract class Requests {
  protected abstract readonly ask: Ask;

  /** The nodes that the agent knows, itself first. */
  async status(): Promise<NodeViewMessage[]> {
    return (await this.overview()).nodes;
  }

  /** The agent itself, its machine's interfaces (agents of before do not tell them), and the nodes it knows. */
  async overview(): Promise<Pick<StatusAnswer, 'agent' | 'nodes' | 'interfaces'>> {
    const { agent, nodes, interfaces } = await this.ask({ op: 'status' }, 'status');
    return { agent, nodes, ...(interfaces && { interfaces }) };
  }

  async tasks(): Promise<TaskStatus[]> {
    return (await this.ask({ op: 'tasks' }, 'tasks')).tasks;
  }

  /** With the number of those that are not told: not for this node to see, or too many. */
  async tasksTold(): Promise<{ tasks: TaskStatus[]; hidden: number; omitted: number }> {
    const { tasks, hidden = 0, omitted = 0 } = await this.ask({ op: 'tasks' }, 'tasks');
    return { tasks, hidden, omitted };
  }

  /** Resolves when the task has moved or is known to stay. `to` 0 is home. */
  async migrate(task: string, to: MoveTarget): Promise<MigrateResult> {
    return (await this.ask({ op: 'migrate', task, to }, 'migrated')).result as MigrateResult;
  }

  /** As `kill` at the task's home would. */
  async signal(task: string, signal: Sendable): Promise<void> {
    await this.ask({ op: 'signal', task, signal }, 'done');
  }

  /** Its deputy writes a checkpoint file; null: where and under a name of its own choice. */
  async checkpoint(task: string, file: string | null, after: CheckpointAfter): Promise<CheckpointMade> {
    return (await this.ask({ op: 'checkpoint', task, file, after }, 'checkpoint')).made;
  }

  /** Sends all guests away and accepts none any more · brings all own tasks home. Resolves when that is done as far as it can be. */
  clear(op: 'expel' | 'bring', progress: (message: string) => void): Promise<Cleared> {
    return this.ask({ op }, 'cleared', progress);
  }

  /** Changes what is named. @returns all settings of the node */
  async set(settings: Partial<NodeSettings>): Promise<NodeSettings> {
    return (await this.ask({ op: 'set', settings }, 'settings')).settings;
  }

  /** The directories that the node serves, after a change where `path` names one: `mode` null takes it out. */
  async exports(
    path: string | null,
    mode: ExportMode | null,
  ): Promise<{ roots: ExportRoot[]; isServed: boolean }> {
    return this.ask({ op: 'export', path, mode }, 'exports');
  }

  /** All members, and who else is around. */
  async peers(): Promise<{ peers: PeerView[]; strangers: StrangerView[] }> {
    return this.ask({ op: 'peers' }, 'peers');
  }

  /** A token for one new member. `addresses`: where else this node may be reached from there. */
  async invite(
    expiresMs: number,
    addresses: Address[],
  ): Promise<{ token: string; expiresAtMs: number; addresses: Address[] }> {
    return this.ask({ op: 'invite', expiresMs, addresses }, 'invited');
  }

  /** Takes a member out, or says and changes what it may do here. `who`: ID, name, or the beginning of its fingerprint. */
  async decide(
    request: WithoutId<Extract<MembershipRequest, { op: 'revoke' | 'forget' | 'grant' }>>,
  ): Promise<PeerView> {
    return (await this.ask(request, 'peer')).peer;
  }

  /** Sends guests away (and with `isolate` brings own tasks home), then ends the agent · cuts all its links. Not done where one is stuck. */
  leave(op: 'shutdown' | 'isolate', progress: (message: string) => void): Promise<Cleared> {
    return this.ask(op === 'shutdown' ? { op, spare: true } : { op }, 'cleared', progress);
  }

  /** Guests go within so long (null: as the node is told), then its agent ends. @returns what of them was left */
  drain(deadlineMs: number | null, progress: (message: string) => void): Promise<Cleared> {
    return this.ask({ op: 'drain', deadlineMs }, 'cleared', progress);
  }

  /**
   * All that executes there is frozen, then its agent begins anew and they go on. @returns how many · what cannot be frozen: then nothing is
   * done, unless `force`
   */
  restart(force: boolean, backMs: number | null, progress: (message: string) => void): Promise<Cleared> {
    return this.ask({ op: 'restart', force, backMs }, 'cleared', progress);
  }

  /** The same of an agent that makes room: whoever asks begins in its place. */
  cede(): Promise<Cleared> {
    return this.ask({ op: 'restart', force: false, backMs: null, cede: true }, 'cleared');
  }

  /** For the agent where it executes begins anew; it goes on elsewhere where that has not happened within so long. */
  async freeze(task: string, withinMs: number): Promise<void> {
    await this.ask({ op: 'freeze', task, withinMs }, 'done');
  }

  /** Whether the task is locked, its node mask (null: all nodes), and how nice it is; what is not named stays. */
  async steer(task: string, change: Steering): Promise<void> {
    await this.ask({ op: 'steer', task, ...change }, 'done');
  }

  /** The cluster's map, after what `entries` adds to it. */
  async map(entries: MapEntry[] | null): Promise<MapEntry[]> {
    return (await this.ask({ op: 'map', entries }, 'map')).entries;
  }

  /** How etcd is reached. @throws OmosixError EREFUSED with what to do where the agent was told of none */
  async ha(): Promise<EtcdAccess> {
    return (await this.ask({ op: 'ha' }, 'ha')).access;
  }

  /** For a standby of the task. @throws OmosixError EFENCED where another deputy has taken over, EREFUSED, ELINK */
  async standby({
    bytes,
    ...order
  }: Partial<StandbyOrder> & Pick<StandbyOrder, 'ha' | 'epoch'>): Promise<{ wants: boolean }> {
    const base64 = bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
    return this.ask({ op: 'standby', ...order, ...(base64 !== undefined && { base64 }) }, 'stood');
  }

  /** Of this connection's task, under `--ha`. */
  async protection(protection: Protection): Promise<void> {
    await this.ask({ op: 'protection', protection }, 'done');
  }

  /** The tasks under `--ha` that it is a standby of, or the home. */
  async standbys(): Promise<StandbyView[]> {
    return (await this.ask({ op: 'standbys' }, 'standbys')).tasks;
  }

  /** It becomes the home of one of them. @throws OmosixError ENOTASK, EREFUSED */
  async failback(ha: string): Promise<void> {
    await this.ask({ op: 'failback', ha }, 'done');
  }

  /** What etcd has now counts for it, whatever that was before. @throws OmosixError EREFUSED, EETCD */
  async etcdAnew(): Promise<void> {
    await this.ask({ op: 'etcdanew' }, 'done');
  }

  /** This process is the task's deputy now. @returns where its journal and states are */
  async take(ha: string, epoch: number): Promise<string> {
    return (await this.ask({ op: 'take', ha, epoch }, 'taken')).directory;
  }

  /** What the node remembers. */
  async history(query: HistoryQuery): Promise<HistoryRows> {
    return (await this.ask({ op: 'history', query }, 'history')).rows;
  }

  async shutdown(): Promise<void> {
    await this.ask({ op: 'shutdown' }, 'done');
  }
}
