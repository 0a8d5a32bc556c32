import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { HOST_FILTER_FD } from '../../protocol/descriptors.ts';
import { syscallFilter } from './filter.ts';

/** What stands around a host besides Node's permission model, in words for people. */
export const WALLS = [
  'no network',
  'no other processes',
  'no files of the system',
  'a user of its own without rights',
  'a filter of system calls',
  'no new rights',
  'limits (no core files, few descriptors)',
] as const;
export type Wall = (typeof WALLS)[number];

/** How a host is started behind walls. */
export interface Way {
  /** Before the command. */
  prefix: readonly string[];
  walls: readonly Wall[];
  /** For descriptor `HOST_FILTER_FD`. */
  filter: Uint8Array | null;
  /**
   * The process that is started ends as the host does, which is the child of its child: between them is the first process of its namespace,
   * which the host itself must not be, for that one cannot end itself by a signal.
   */
  isParent: boolean;
}

/** Nothing but what the permission model does. */
export const OPEN: Way = { prefix: [], walls: [], filter: null, isParent: false };

/** Named in full: what they start gets no PATH. */
const tool = (name: string): string | undefined =>
  [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path));

const NOBODY = '65534';
/** A host has ten or so; threads that share its memory, and a program's WebAssembly, some more. */
const MOST_DESCRIPTORS = 256;
const TIME_ZONE = '/etc/localtime';

interface Machine {
  /** The program, and the libraries that it is linked with. */
  node: string;
  libraries: readonly string[];
  architecture: string;
}

/** Best first. */
export function waysOf({ node, libraries, architecture }: Machine): Way[] {
  const [prlimit, setpriv, unshare, bwrap] = ['prlimit', 'setpriv', 'unshare', 'bwrap'].map(tool);
  const limits = prlimit ? [prlimit, '--core=0:0', `--nofile=${MOST_DESCRIPTORS}:${MOST_DESCRIPTORS}`] : [];
  const limited: Wall[] = prlimit ? ['limits (no core files, few descriptors)'] : [];
  const dropped = setpriv ? [setpriv, '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'] : [];
  const bound: Wall[] = setpriv ? ['no new rights'] : [];
  const ways: Way[] = [];
  if (bwrap) {
    const filter = syscallFilter(architecture);
    ways.push({
      prefix: [
        ...limits,
        bwrap,
        ...jail(node, libraries),
        ...(filter ? ['--seccomp', String(HOST_FILTER_FD)] : []),
      ],
      walls: [
        'no network',
        'no other processes',
        'no files of the system',
        'a user of its own without rights',
        ...(filter ? (['a filter of system calls'] as const) : []),
        'no new rights',
        ...limited,
      ],
      filter,
      isParent: true,
    });
  }
  if (unshare) {
    for (const user of [[], ['--map-root-user']])
      ways.push({
        prefix: [...limits, unshare, ...user, '--net', '--ipc', '--uts', ...dropped],
        walls: ['no network', ...bound, ...limited],
        filter: null,
        isParent: false,
      });
  }
  if (limits.length > 0) ways.push({ ...OPEN, prefix: limits, walls: limited });
  return ways;
}

/** A root of its own that nobody writes, with the program, what it is linked with, what the kernel tells of this process, and how much memory there is. */
function jail(node: string, libraries: readonly string[]): string[] {
  return [
    ...['--unshare-user', '--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts'],
    ...['--uid', NOBODY, '--gid', NOBODY, '--hostname', 'guest', '--cap-drop', 'ALL'],
    ...['--die-with-parent'],
    ...[node, ...libraries].flatMap((path) => ['--ro-bind', path, path]),
    ...timeZone(),
    ...['--proc', '/proc', '--ro-bind-try', '/sys/fs/cgroup', '/sys/fs/cgroup'],
    ...['--remount-ro', '/', '--chdir', '/'],
  ];
}

/** A link whose own text says which one. */
function timeZone(): string[] {
  const isLink = lstatSync(TIME_ZONE, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? ['--symlink', readlinkSync(TIME_ZONE), TIME_ZONE] : ['--ro-bind-try', TIME_ZONE, TIME_ZONE];
}
