import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import type {
  Answer,
  Cleared,
  FromAgent,
  MoveTarget,
  NetworkInterface,
  Request,
} from '../../protocol/control.ts';
import { isOmosixError } from '../../protocol/errors.ts';
import type { Fence } from '../../protocol/files.ts';
import type { EtcdAccess } from '../../protocol/ha.ts';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import type { Protection, StandbyView } from '../../protocol/journal.ts';
import type { MembershipAnswer, MembershipRequest } from '../../protocol/membership-control.ts';
import type { ExportMode, ExportRoot, NodeSettings, NodeView } from '../../protocol/node.ts';
import type { Sendable } from '../../protocol/signals.ts';
import type { Placement, Steering, TaskSpec, TaskStatus } from '../../protocol/task.ts';
import type { Note } from '../audit/audit.ts';
import type { ProcessName } from '../detached/process-name.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import type { Programs } from '../guests/programs.ts';
import type { RestoredState } from '../guests/restored-state.ts';
import { orderOf, type StandbyOrder } from '../ha/standby-store.ts';
import type { Sink } from '../hub.ts';
import type { Service } from '../mfs/wire/service.ts';
import type { Deputy, MoveEnd } from '../tasks/home-task.ts';

/** How a long command comes along, for people. */
export type Progress = (message: string) => void;

/** A deputy of a task under `--ha`, and the process that it is. */
export type DeputyProcess = Fence & { process: ProcessName };

/** What a command or a deputy may ask of the agent. */
export interface Commands {
  node: number;
  programs: Programs;
  nodes(): NodeView[];
  agent(): Extract<FromAgent, { op: 'status' }>['agent'];
  /** Of this machine, as they are now. */
  interfaces(): NetworkInterface[];
  tasks(): TaskStatus[];
  /** `wish`: who wants it, in words; null: the user. */
  migrate(task: string, to: MoveTarget, wish: string | null): Promise<MoveEnd>;
  signal(task: string, signal: Sendable): Promise<void>;
  set(change: Partial<NodeSettings>): NodeSettings;
  /** The directories that are served, after a change where `path` names one: `mode` null takes it out. */
  exports(path: string | null, mode: ExportMode | null): { roots: ExportRoot[]; isServed: boolean };
  /** The cluster's files, for one connection; counted for a task, and as one of its deputies asks for them. */
  files(task: string | null, fence: Fence | null): Service;
  expel(progress: Progress): Promise<Omit<Cleared, 'op' | 'id'>>;
  bring(progress: Progress): Promise<Omit<Cleared, 'op' | 'id'>>;
  /** Before this node ends: guests go within so long (null: as it was told). */
  drain(deadlineMs: number | null, progress: Progress): Promise<Omit<Cleared, 'op' | 'id'>>;
  /** What executes here, and own tasks elsewhere, are frozen. Not done where one cannot be, unless `force`. @throws OmosixError EREFUSED */
  restart(force: boolean, backMs: number | null, progress: Progress): Promise<Omit<Cleared, 'op' | 'id'>>;
  /** After that: the agent begins anew. */
  beginAnew(cedes: boolean): void;
  /** Another node asks it of a task whose home is here, for it is to begin anew · and does not. */
  freeze(task: string, withinMs: number): Promise<void>;
  thaw(task: string): void;
  /** Tasks are taken: at once, but while this node is about to begin anew. */
  opened(): Promise<void>;
  /** Before this node leaves: guests go, and with `bring` own tasks come home. */
  leave(bring: boolean, progress: Progress): Promise<Omit<Cleared, 'op' | 'id'>>;
  /** Whether the task is locked, its node mask, and how nice it is. @throws OmosixError */
  steer(task: string, change: Steering): Promise<void>;
  /** A request for another node; `take` gets what that says before its answer. */
  on(node: number, request: unknown, take: (answer: Answer) => void): Promise<Answer>;
  /** What an administrator wants to find later. */
  audit: Note;
  /** Questions and decisions about members. @throws OmosixError */
  membership(request: MembershipRequest): MembershipAnswer;
  /** How etcd is reached. @throws OmosixError EREFUSED */
  ha(): EtcdAccess;
  /** Of a task's deputy on that node, of which this is a standby; whether it wants to be more. @throws OmosixError EFENCED, EREFUSED */
  standby(from: number, order: StandbyOrder): Promise<boolean>;
  standbys(): StandbyView[];
  /** Resolves when this node is the home of that task. @throws OmosixError ENOTASK, EREFUSED */
  failback(ha: string): Promise<void>;
  /** @throws OmosixError EREFUSED, EETCD */
  etcdAnew(): Promise<void>;
  /** Nothing is heard any more of that one. */
  deputyGone(deputy: DeputyProcess): void;
  /** What standbys its task has now. */
  protection(deputy: DeputyProcess, task: string, now: Protection): void;
  /** A deputy of this machine has taken over; where what it needs is. */
  take(ha: string, epoch: number): string;
  /** What this node remembers. @throws OmosixError EREFUSED */
  history(query: HistoryQuery): Promise<HistoryRows>;
  shutdown(): void;
  /** `again`: it was lost, and the highest incarnation that its deputy has seen. */
  run(spec: TaskSpec, placement: Placement, deputy: Deputy, restore?: RestoredState, again?: number): void;
  pace(source: FrameStream, sink: Sink | undefined): void;
  checkpoint(task: string, file: string | null, after: CheckpointAfter): Promise<CheckpointMade>;
  /** The task's state into its deputy's stream. */
  capture(task: string, hold: boolean, asked: number | undefined): Promise<void>;
  end(task: string, code: number | null, signal: string | null): void;
  /** Records for the task, as its deputy framed them. */
  records(task: string, records: readonly Uint8Array[]): void;
}

/** Those that need nothing of the connection over which they come: any node may be asked them. */
export type Command = Exclude<
  Request,
  { op: 'run' | 'end' | 'watch' | 'files' | 'capture' | 'checkpointed' | 'protection' }
>;

/** Carries a command out and says how that went. What goes wrong in the world is an answer; our own bugs are thrown. */
export async function obey(
  command: Command,
  commands: Commands,
  say: (answer: Answer) => void,
): Promise<void> {
  try {
    const { id } = command;
    const answer = await result(command, commands, say);
    say({ ...answer, id });
    if (command.op === 'drain') return commands.shutdown();
    if (command.op === 'restart' && command.force) return commands.beginAnew(command.cede === true);
    // Where a guest has not gone, the node does not leave.
    if (answer.op === 'cleared' && answer.stuck.length > 0) return;
    if (command.op === 'restart') commands.beginAnew(command.cede === true);
    else if (command.op === 'shutdown') commands.shutdown();
    else if (command.op === 'isolate') commands.set({ isolated: true });
  } catch (error) {
    if (!isOmosixError(error)) throw error;
    say({ op: 'error', id: command.id, code: error.code, message: error.message });
  }
}

async function result(command: Command, commands: Commands, say: (answer: Answer) => void): Promise<Answer> {
  const { id } = command;
  const progress = (message: string): void => say({ op: 'progress', id, message });
  switch (command.op) {
    case 'status':
      return {
        op: 'status',
        id,
        nodes: commands.nodes(),
        agent: commands.agent(),
        interfaces: commands.interfaces(),
      };
    case 'tasks':
      return { op: 'tasks', id, tasks: commands.tasks() };
    case 'migrate': {
      const { task, to, reason } = command;
      return { op: 'migrated', id, result: await commands.migrate(task, to, reason ?? null) };
    }
    case 'signal':
      await commands.signal(command.task, command.signal);
      return { op: 'done', id };
    case 'checkpoint':
      return {
        op: 'checkpoint',
        id,
        made: await commands.checkpoint(command.task, command.file, command.after),
      };
    case 'set':
      return { op: 'settings', id, settings: commands.set(command.settings) };
    case 'export':
      return { op: 'exports', id, ...commands.exports(command.path, command.mode) };
    case 'expel':
      return { op: 'cleared', id, ...(await commands.expel(progress)) };
    case 'bring':
      return { op: 'cleared', id, ...(await commands.bring(progress)) };
    case 'on':
      return commands.on(command.node, command.request, (answer) => say({ ...answer, id }));
    case 'peers':
    case 'invite':
    case 'revoke':
    case 'forget':
    case 'grant':
    case 'map':
      return commands.membership(command);
    case 'steer': {
      const { task, lock, mask, nice } = command;
      await commands.steer(task, { lock, mask, nice });
      return { op: 'done', id };
    }
    case 'ha':
      return { op: 'ha', id, access: commands.ha() };
    case 'standby':
      // Comes from another node, which is told apart (agent/remote/asks.ts).
      return { op: 'stood', id, wants: await commands.standby(commands.node, orderOf(command)) };
    case 'standbys':
      return { op: 'standbys', id, tasks: commands.standbys() };
    case 'failback':
      await commands.failback(command.ha);
      return { op: 'done', id };
    case 'etcdanew':
      await commands.etcdAnew();
      return { op: 'done', id };
    case 'take':
      return { op: 'taken', id, directory: commands.take(command.ha, command.epoch) };
    case 'history':
      return { op: 'history', id, rows: await commands.history(command.query) };
    case 'isolate':
      return { op: 'cleared', id, ...(await commands.leave(true, progress)) };
    case 'drain':
      return { op: 'cleared', id, ...(await commands.drain(command.deadlineMs, progress)) };
    case 'restart':
      return { op: 'cleared', id, ...(await commands.restart(command.force, command.backMs, progress)) };
    case 'freeze':
      await commands.freeze(command.task, command.withinMs);
      return { op: 'done', id };
    case 'thaw':
      commands.thaw(command.task);
      return { op: 'done', id };
    case 'shutdown':
      if (!command.spare) return { op: 'done', id };
      return { op: 'cleared', id, ...(await commands.leave(false, progress)) };
  }
}
