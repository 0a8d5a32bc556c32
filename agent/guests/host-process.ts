import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { HOST_SCRIPT_FD, hostArguments } from '../../migrator/host/bootstrap.ts';
import { HOST_FILTER_FD } from '../../protocol/descriptors.ts';
import { isOmosixError } from '../../protocol/errors.ts';
import { FrameType } from '../../protocol/frame.ts';
import { HOST_AHEAD_FD, HOST_CHANNEL_FD, HOST_POKE_FD, sideHead } from '../../protocol/host.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { grandchildOf } from '../confine/child-of.ts';
import type { HostGroup } from '../confine/groups/host-group.ts';
import type { Way } from '../confine/ways.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { validated } from '../frames/validate.ts';
import { signalOf } from '../signal-name.ts';
import { Host } from './host.ts';
import { HostThreads } from './host-thread.ts';
import { makeExpendable } from './priority.ts';
import { type ProcessUsage, usageOf } from './usage.ts';

/** What must be fixed before a node process starts. */
export interface HostSettings {
  /** TZ, LC_ALL and LANG of the task; all that the process gets as environment. */
  locale: Record<string, string>;
  /** Old space limit, MiB; null leaves Node's default. */
  memoryMb: number | null;
  /**
   * It may load native add-ons, which are as free as any program of the user's and see the process as it is: for tasks of this
   * machine alone.
   */
  addons: Pick<TaskSpec, 'env' | 'cwd'> | null;
}

/** As a shell tells of a signal. */
const SIGNALLED = 128;
const CRASH_TEXT_CHARS = 8 * 1024;

/** A process in which a task executes, or may soon. */
export class HostProcess extends Host {
  readonly diesAtOnce = true;
  /** Threads that share its memory. */
  readonly threads: HostThreads;
  /** For whoever keeps the list of processes; whose task it is hears by its listener. */
  onExit: () => void = () => {};
  private readonly child: ChildProcess;
  private readonly poker: Writable;
  private crashText = '';
  private status: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  private lie: string | undefined;
  private lastUsage: ProcessUsage = { cpuMs: 0, wantedMs: 0, residentBytes: 0 };
  /** What went into starting the process is not the task's. */
  private atStart = { cpuMs: 0, wantedMs: 0 };

  /** `code`: V8's of the script. */
  constructor(
    script: Uint8Array,
    private readonly way: Way,
    settings: HostSettings,
    code: Uint8Array | null = null,
    private readonly group: HostGroup | null = null,
  ) {
    const fitting = settings.memoryMb === null ? code : null;
    const node = [
      process.execPath,
      ...hostArguments({
        nodeMajor: Number.parseInt(process.versions.node, 10),
        memoryMb: settings.memoryMb,
        addons: settings.addons !== null,
        codeBytes: fitting?.length,
      }),
    ];
    const [file, ...args] = [...(group?.prefix ?? []), ...way.prefix, ...node] as [string, ...string[]];
    const child = spawn(file, args, {
      env: { ...settings.addons?.env, NODE_OPTIONS: undefined, ...settings.locale },
      cwd: settings.addons?.cwd ?? '/',
      // A session of its own has a weight of its own, where the kernel weighs sessions (priority.ts).
      detached: true,
      stdio: [
        'ignore',
        'ignore',
        'pipe',
        'pipe',
        'pipe',
        'pipe',
        'pipe',
        ...(way.filter ? (['pipe'] as const) : []),
      ],
    });
    if (child.pid !== undefined) makeExpendable(child.pid);
    const stdio = child.stdio as unknown as (Duplex | null)[];
    super(new FrameStream(stdio[HOST_CHANNEL_FD] as Duplex, 'passed'));
    this.child = child;
    this.poker = stdio[HOST_POKE_FD] as Writable;
    this.poker.on('error', () => {});
    const scriptPipe = stdio[HOST_SCRIPT_FD] as Writable;
    scriptPipe.on('error', () => {});
    if (fitting) scriptPipe.write(fitting);
    scriptPipe.end(script);
    (stdio[2] as Readable).setEncoding('utf8').on('data', (text: string) => {
      this.crashText = (this.crashText + text).slice(-CRASH_TEXT_CHARS);
    });
    if (way.filter) {
      const filter = stdio[HOST_FILTER_FD] as Writable;
      filter.on('error', () => {});
      filter.end(way.filter);
    }
    const side = new FrameStream(stdio[HOST_AHEAD_FD] as Duplex);
    this.threads = new HostThreads(side);
    side.onFrame = ({ type, head, tail }) => {
      if (type !== FrameType.BULK) return this.threads.said(head);
      const piece = validated(sideHead, head);
      if (piece.what === 'ahead') this.listener.piece?.(piece, tail);
      else this.threads.take(piece, tail);
    };
    side.onClose = (error) => {
      if (isOmosixError(error)) this.frames.destroy(error);
    };
    // The process ends first or its channel does: the last words on the channel count, so wait for both.
    this.frames.onClose = (error) => {
      // A process that is killed resets the connection: how it ended says more.
      if (isOmosixError(error)) this.lie = error.message;
      this.channelClosed = true;
      if (this.status === undefined) this.signalHost('SIGKILL');
      this.finish();
    };
    this.child.once('exit', (code, signal) => {
      this.status = way.isParent ? statusThrough(code, signal) : { code, signal };
      if (way.isParent) this.endGroup();
      this.finish();
    });
    this.child.once('error', (error) => {
      this.status = { code: null, signal: null };
      this.lie = error.message;
      this.frames.destroy();
      this.finish();
    });
  }
  private channelClosed = false;

  private ownPid = 0;

  /** Of the host itself, not of what has put it behind walls. */
  get pid(): number {
    const { pid: started = 0 } = this.child;
    if (!this.way.isParent) return started;
    this.ownPid ||= grandchildOf(started) ?? 0;
    return this.ownPid || started;
  }
  get alive(): boolean {
    return !this.isGone && this.status === undefined;
  }

  /** Raises the poll flag of a host that computes. */
  poke(): void {
    this.poker.write('!');
  }

  /** The task begins here: what the process has used so far is not its own. */
  beginAccount(): void {
    // What has put it behind walls was made so at once; it may have been started before.
    makeExpendable(this.pid);
    this.atStart = usageOf(this.pid) ?? this.atStart;
  }

  /** What the task has used in this process; the last known when that has ended. */
  usage(): ProcessUsage {
    const now = this.alive ? usageOf(this.pid) : null;
    if (now) {
      const { cpuMs, wantedMs } = this.atStart;
      this.lastUsage = {
        cpuMs: Math.max(0, now.cpuMs - cpuMs),
        wantedMs: Math.max(0, now.wantedMs - wantedMs),
        residentBytes: now.residentBytes,
      };
    }
    return this.lastUsage;
  }

  /** No more memory than that, all of it counted: a guest that takes more is ended by the kernel. */
  fence(bytes: number): void {
    if (this.alive) this.group?.limit(bytes);
  }

  /** Stops the process with all its threads, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.alive) this.signalHost(signal);
  }

  kill(): void {
    if (!this.alive) return;
    this.usage();
    this.signalHost('SIGKILL');
  }

  private signalHost(signal: NodeJS.Signals): void {
    try {
      process.kill(this.pid, signal);
    } catch {
      // It has just ended, and nobody has told yet.
      this.child.kill(signal);
    }
  }

  /** What put it behind walls may have been killed before it had tied what it had started to its own life. */
  private endGroup(): void {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // Nothing is left of it.
    }
  }

  private finish(): void {
    if (this.isGone || this.status === undefined || !this.channelClosed) return;
    const reason = this.reason(this.status);
    this.onExit();
    this.gone(reason);
    this.threads.close(reason);
  }

  private reason({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): string {
    if (/heap out of memory|Allocation failed/.test(this.crashText))
      return 'its host process ran out of memory';
    const fence = this.group?.ranOutAt ?? null;
    if (fence === Number.POSITIVE_INFINITY) return 'its machine ran out of memory';
    if (fence !== null)
      return `its host process took more memory than its node gives a guest (${Math.round(fence / 2 ** 20)} MiB)`;
    if (this.lie !== undefined) return `its host process broke the protocol: ${this.lie}`;
    if (signal !== null) return `its host process was killed by ${signal}`;
    const said = lastWords(this.crashText);
    return `its host process ended with code ${code}${said ? `: ${said}` : ''}`;
  }
}

/** What has started it ends by the same signal, or says it as a shell does. */
function statusThrough(
  code: number | null,
  signal: NodeJS.Signals | null,
): { code: number | null; signal: NodeJS.Signals | null } {
  const name = signalOf((code ?? 0) - SIGNALLED);
  return name === undefined ? { code, signal } : { code: null, signal: name };
}

/** Node prints an error, its stack and its own version. */
function lastWords(crashText: string): string | undefined {
  const lines = crashText.trim().split('\n');
  return lines.findLast((line) => /^(Uncaught )?\w*Error\b/.test(line)) ?? lines.at(-1);
}
