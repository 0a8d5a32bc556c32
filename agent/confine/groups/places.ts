/** What bounds a guest by its control group. CPU is not among them: there priorities do, which count against the owner's processes, too. */
export const CONTROLLERS = ['memory', 'pids'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** A control group, as far as it concerns some controllers. */
export interface Place {
  version: 1 | 2;
  controllers: readonly Controller[];
  directory: string;
}

interface Mount {
  version: 1 | 2;
  /** Which group its top is: in a container often one of the machine's. */
  root: string;
  at: string;
  controllers: readonly string[];
}

/**
 * The groups that a process is in. `groups`: its /proc/PID/cgroup, `mounts`: its /proc/PID/mountinfo. The controllers of version 1 have hierarchies
 * of their own, or several one together; where one is there, version 2 does not have it.
 */
export function placesOf(groups: string, mounts: string): Place[] {
  const mounted = mounts.split('\n').flatMap(mountIn);
  const v1 = groups.split('\n').flatMap((line): Place[] => {
    const [, names = '', path = '/'] = /^\d+:([^:]+):(\/.*)$/.exec(line) ?? [];
    const controllers = CONTROLLERS.filter((one) => names.split(',').includes(one));
    const mount = mounted.find(
      ({ version, controllers: has }) => version === 1 && has.includes(controllers[0]!),
    );
    return mount ? [{ version: 1, controllers, directory: within(mount, path) }] : [];
  });
  const left = CONTROLLERS.filter((one) => !v1.some(({ controllers }) => controllers.includes(one)));
  const mount = mounted.find(({ version }) => version === 2);
  const [, path] = /^0::(\/.*)$/m.exec(groups) ?? [];
  if (!mount || path === undefined || left.length === 0) return v1;
  return [...v1, { version: 2, controllers: left, directory: within(mount, path) }];
}

/** A line of mountinfo: proc(5). */
function mountIn(line: string): Mount[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root = '/', at = ''] = before.split(' ').map(unescaped);
  const [type, , options = ''] = after.split(' ');
  if (type === 'cgroup2') return [{ version: 2, root, at, controllers: [] }];
  return type === 'cgroup' ? [{ version: 1, root, at, controllers: options.split(',') }] : [];
}

const unescaped = (field: string): string =>
  field.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** A path above the mount's top, or beside it, is not to be seen here: then it is the top. */
function within({ root, at }: Mount, path: string): string {
  if (path.startsWith('/..')) return at;
  const below =
    root === '/' ? path : path === root || path.startsWith(`${root}/`) ? path.slice(root.length) : '';
  return below === '/' ? at : `${at}${below}`;
}

/** The group that an agent itself is in, below the one that was given to it: one with groups below it holds no processes (version 2). */
export const AGENT_GROUP = 'omosix-agent';

/** What a group of version 2 says. */
export interface Given {
  directory: string;
  /** Of its `cgroup.controllers`. */
  available: readonly string[];
  /** The top of all has no such rule, and processes of the system in it. */
  isTop: boolean;
  processes: readonly number[];
}

/**
 * Whether an agent may make groups below its own of version 2, and how: `base` is where they go, `move` who must go from there to `to` before. A
 * group is an agent's to divide if nobody but the agent and what it has started is in it, as where systemd was told to delegate it.
 */
export function delegated(
  { directory, available, isTop, processes }: Given,
  wanted: readonly Controller[],
  isOwn: (pid: number) => boolean,
): { base: string; move: number[]; to: string } | { why: string } {
  const lacks = wanted.filter((one) => !available.includes(one));
  if (lacks.length > 0)
    return { why: `its control group is not given the ${lacks.join(' and ')} controller` };
  // An agent that takes the place of another is where that one went.
  const isMoved = directory.endsWith(`/${AGENT_GROUP}`);
  const base = isMoved ? directory.slice(0, -AGENT_GROUP.length - 1) : directory;
  const to = `${base}/${AGENT_GROUP}`;
  if (isTop || isMoved) return { base, move: [], to };
  const strangers = processes.filter((pid) => !isOwn(pid));
  if (strangers.length > 0)
    return {
      why: 'other processes are in its control group (a systemd unit with Delegate=yes has its own: omd --install)',
    };
  return { base, move: [...processes], to };
}
