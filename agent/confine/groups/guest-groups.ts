import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../system-clock.ts';
import { HostGroup, removed } from './host-group.ts';
import { CONTROLLERS, type Controller, delegated, type Place, placesOf } from './places.ts';

/** Of an agent, by its pid, the namespace in which it is that, and when that process began: another one may have the pid later. */
const OF_AGENT = /^omosix-(\d+)-(\d+)-(\d+)$/;

/** What a node's guests are bound by besides their walls: a control group each, below one of the agent's. */
export class GuestGroups {
  private begun = 0;
  private readonly leaving = new Set<HostGroup>();

  private constructor(
    /** The agent's own, for its guests; none where it may not have any. */
    private readonly places: readonly Place[],
    readonly bounded: readonly Controller[],
    /** Why that is not all; null where it is. */
    readonly missing: string | null,
  ) {}

  /** `groups`, `mounts`: as proc(5) has them. Makes those that this agent may, and ends what a dead one has left. */
  static open(groups = textOf('/proc/self/cgroup'), mounts = textOf('/proc/self/mountinfo')): GuestGroups {
    const name = `omosix-${pidNamespace()}-${process.pid}-${beganAt(process.pid) ?? 0}`;
    const places: Place[] = [];
    let missing = 'this system has no control groups';
    for (const place of placesOf(groups, mounts)) {
      try {
        const base = baseOf(place);
        sweep(base);
        const directory = join(base, name);
        mkdirSync(directory, { recursive: true });
        places.push({ ...place, directory });
        if (place.version === 2) enable(directory, place.controllers);
      } catch (error) {
        const { message } = error as Error;
        missing = isSystem(error) ? `control groups cannot be made here: ${message}` : message;
      }
    }
    const bounded = CONTROLLERS.filter((one) => places.some(({ controllers }) => controllers.includes(one)));
    return new GuestGroups(places, bounded, bounded.length === CONTROLLERS.length ? null : missing);
  }

  /** For a host that is to be started; null where there are none, or the system has no room for one. */
  begin(): HostGroup | null {
    this.removeLeaving();
    if (this.places.length === 0) return null;
    const name = `host-${++this.begun}`;
    try {
      return new HostGroup(
        this.places.map((place) => ({ ...place, directory: join(place.directory, name) })),
      );
    } catch {
      return null;
    }
  }

  /** Its host has ended. */
  release(group: HostGroup): void {
    this.leaving.add(group);
    this.removeLeaving();
  }

  /** All hosts have ended. @returns whether none is left; for a moment the kernel may still hold one */
  close(): boolean {
    this.removeLeaving();
    return this.places.map(({ directory }) => removed(directory)).every(Boolean);
  }

  private removeLeaving(): void {
    for (const group of this.leaving) if (group.remove()) this.leaving.delete(group);
  }
}

const isSystem = (error: unknown): boolean => (error as NodeJS.ErrnoException).syscall !== undefined;

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Where groups of guests go. @throws with the reason in words */
function baseOf({ version, controllers, directory }: Place): string {
  if (version === 1) return directory;
  const processes = linesOf(join(directory, 'cgroup.procs')).map(Number);
  const available = textOf(join(directory, 'cgroup.controllers')).trim().split(' ');
  const isTop = !existsSync(join(directory, 'cgroup.events'));
  const may = delegated({ directory, available, isTop, processes }, controllers, isOwn);
  if ('why' in may) throw new Error(may.why);
  const { base, move, to } = may;
  if (move.length > 0 && !existsSync(to)) mkdirSync(to);
  for (const pid of move) writeFileSync(join(to, 'cgroup.procs'), String(pid));
  enable(base, controllers);
  return base;
}

/** For the groups below it. */
function enable(directory: string, controllers: readonly Controller[]): void {
  writeFileSync(join(directory, 'cgroup.subtree_control'), controllers.map((one) => `+${one}`).join(' '));
}

const linesOf = (path: string): string[] => textOf(path).split('\n').filter(Boolean);

/** This process, or one that it has started, or one that these have. */
function isOwn(pid: number): boolean {
  for (let each: number | undefined = pid; each; each = Number(statOf(each)?.[1]))
    if (each === process.pid) return true;
  return false;
}

/** From the third field on; the second is the name, which may hold anything. */
function statOf(pid: number): string[] | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const STARTTIME = 22 - 3;
const beganAt = (pid: number): number | undefined => Number(statOf(pid)?.[STARTTIME]) || undefined;

const pidNamespace = (): string => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';

/** An agent of another namespace, as in a container beside this one, is not to be seen: its hosts enter their groups sooner than this. */
const ABANDONED_MS = 60_000;

/** Groups of agents that are no more: what is still in them is ended, and so are they, the latest with the next agent. */
function sweep(base: string): void {
  for (const name of readdirSync(base)) {
    const [, namespace, pid, began] = OF_AGENT.exec(name) ?? [];
    if (pid === undefined) continue;
    const isNear = namespace === pidNamespace();
    if (isNear && beganAt(Number(pid)) === Number(began)) continue;
    const directory = join(base, name);
    for (const group of groupsIn(directory)) {
      if (isNear) for (const left of linesOf(join(group, 'cgroup.procs'))) endProcess(Number(left));
      if (isNear || isOld(group)) removed(group);
    }
    if (isNear || isOld(directory)) removed(directory);
  }
}

const groupsIn = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => join(directory, name));

const isOld = (directory: string): boolean =>
  systemClock.nowMs() - (statSync(directory, { throwIfNoEntry: false })?.ctimeMs ?? 0) > ABANDONED_MS;

function endProcess(pid: number): void {
  // One of another namespace has no number here, and 0 is this process with all beside it.
  if (!(pid > 0)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
