import { FILE_CALLS_HERE, type FileCallHere } from '../../protocol/host.ts';
import type { CantMove } from '../../protocol/node.ts';
import type { TaskRecord } from '../../protocol/records.ts';
import { addTo, takeMany } from '../runtime/list.ts';
import type { SharedMemory, TaskHost } from '../runtime/loop/ports.ts';
import type { Engine } from '../runtime/safepoint/engine.ts';
import type { AgentLink, IncomingRecord } from './agent-link.ts';

// Before the guest can put its own in their place.
const { stringify } = JSON;

const callsHere = { __proto__: null } as unknown as Record<string, true>;
for (const name of FILE_CALLS_HERE) callsHere[name] = true;
const isFileCallHere = (name: string): name is FileCallHere['name'] => callsHere[name] === true;

/** What the task's runtime sees of its host, and when it may be captured. */
export class GuestHost implements TaskHost {
  private readonly link: AgentLink;
  private readonly engine: Engine;
  private readonly pokes: Int32Array;
  private readonly exit: (code: number) => never;
  private readonly needsRoot: () => boolean;
  readonly share: () => SharedMemory;
  readonly unshare: () => void;
  readonly waitNatively: (asker: Function) => () => void;
  /** Something holds the task that cannot be captured. */
  onPin: (reason: CantMove) => void = () => {};
  /** Paths of files that this node has, and not home. */
  filesBelow: readonly string[] = [];
  private readonly reasons: CantMove[] = [];
  /** What was last said to hold capture `saidFor`. */
  private said = '';
  private saidFor: number | null = null;

  constructor(parts: {
    link: AgentLink;
    engine: Engine;
    pokes: Int32Array;
    exit: (code: number) => never;
    /** Something else than a capture waits for an empty stack. */
    needsRoot: () => boolean;
    share: () => SharedMemory;
    unshare: () => void;
    waitNatively: (asker: Function) => () => void;
  }) {
    this.link = parts.link;
    this.engine = parts.engine;
    this.pokes = parts.pokes;
    this.exit = parts.exit;
    this.needsRoot = parts.needsRoot;
    this.share = parts.share;
    this.unshare = parts.unshare;
    this.waitNatively = parts.waitNatively;
  }

  send(record: TaskRecord, tail?: Uint8Array): void {
    this.link.sendRecord(record, tail);
  }

  sendSoon(record: TaskRecord, tail: Uint8Array): void {
    this.link.sendRecordSoon(record, tail);
  }

  extend(more: Uint8Array): boolean {
    return this.link.extendRecord(more);
  }

  askHere(name: string, args: unknown[]): number {
    const path = args[0];
    if (typeof path !== 'string' || !this.isHere(path) || !isFileCallHere(name)) return 0;
    // Else it may make a file.
    return name === 'fs.readFile' && args[1] !== 'r' ? 0 : this.link.ask(name, args);
  }

  hear(request: number): ReturnType<TaskHost['hear']> {
    return this.link.hear(request);
  }

  forget(request: number): void {
    this.link.forget(request);
  }

  /** Character by character: methods of strings may be the guest's own. */
  private isHere(path: string): boolean {
    const { filesBelow } = this;
    next: for (let i = 0; i < filesBelow.length; i++) {
      const prefix = filesBelow[i]!;
      for (let at = 0; at < prefix.length; at++) if (path[at] !== prefix[at]) continue next;
      return path.length === prefix.length || path[prefix.length] === '/';
    }
    return false;
  }

  receive(): IncomingRecord | undefined {
    return this.link.nextRecord();
  }

  recycle(bytes: Uint8Array): void {
    this.link.recycle(bytes);
  }

  arrived(): IncomingRecord | undefined {
    return this.link.arrivedRecord();
  }

  stopWanted(): boolean {
    return this.engine.isCaptureRequested;
  }

  mayStopIdle(): boolean {
    if (!this.isWanted() || this.isPinned() || this.engine.letPass()) return false;
    this.engine.clearRequest();
    return true;
  }

  mayStopInShim(): boolean {
    return this.isWanted() && !this.isPinned() && this.engine.unwind() !== undefined;
  }

  /** The capture that the agent wants now. The poke may be seen before its message, or long after it. */
  wantedCapture(): number | null {
    while (this.link.captureId === null && Atomics.load(this.pokes, 0) > this.link.pokesExpected)
      this.link.step();
    return this.link.captureId;
  }

  /** Tells the agent, once per capture and reason, why the task cannot be captured here. */
  holding(why: CantMove): void {
    const id = this.wantedCapture();
    const text = stringify(why);
    if (id === null || (this.said === text && this.saidFor === id)) return;
    this.said = text;
    this.saidFor = id;
    this.link.say({ op: 'holding', id, why });
  }

  pin(reason: CantMove): void {
    addTo(this.reasons, reason);
    this.onPin(reason);
    this.link.say({ op: 'pins', reasons: this.reasons });
  }

  unpin(reason: CantMove): void {
    const before = takeMany(this.reasons);
    for (let i = 0; i < before.length; i++) if (before[i] !== reason) addTo(this.reasons, before[i]!);
    this.link.say({ op: 'pins', reasons: this.reasons });
  }

  get pins(): readonly CantMove[] {
    return this.reasons;
  }

  /** True, and the agent told, if something pins the task. It need not be asked again then. */
  isPinned(): boolean {
    const pin = this.reasons[0];
    if (!pin) return false;
    this.holding(pin);
    this.engine.clearRequest();
    return true;
  }

  end(code: number): never {
    return this.exit(code);
  }

  /**
   * Deals with what the pokes were for; true if the stack has to be left for it. Looked at before the flag goes down, a
   * poke that comes just then would be overlooked.
   */
  isWanted(): boolean {
    this.engine.lowerFlag();
    if (this.wantedCapture() === null && !this.needsRoot()) return false;
    this.engine.raiseFlag();
    return true;
  }
}
