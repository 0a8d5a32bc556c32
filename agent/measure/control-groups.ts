import { readFileSync } from 'node:fs';

const MOUNT = '/sys/fs/cgroup';

/** A file of the system; null where it is not there. */
export type Read = (path: string) => string | null;

export const readText: Read = (path) => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
};

export interface ControlGroup {
  version: 1 | 2;
  /** Where its files are. */
  directory: string;
}

/**
 * The groups that count for a process as to a controller, its own first, then those above it, whose limits hold too. `groups` is its
 * /proc/PID/cgroup. In a container its own path begins at the mount, or does not exist there: then it is the mount itself.
 */
export function controlGroupsOf(groups: string, controller: 'cpu' | 'memory'): ControlGroup[] {
  return groups.split('\n').flatMap((line): ControlGroup[] => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    if (controllers === '')
      return upwards(path).map((group) => ({ version: 2, directory: `${MOUNT}${group}` }));
    if (!controllers.split(',').includes(controller)) return [];
    return upwards(path).map((group) => ({
      version: 1,
      directory: `${MOUNT}/${controller}${group}`,
    }));
  });
}

/** `/a/b` → `/a/b`, `/a`, `` */
function upwards(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts
      .slice(0, parts.length - up)
      .map((part) => `/${part}`)
      .join(''),
  );
}
