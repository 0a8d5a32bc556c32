import { posix } from 'node:path';
import { Roots } from '../../mfs/export/roots.ts';
import { walk } from '../../mfs/export/walk.ts';

const EVERYWHERE = new Roots([{ path: '/', mode: 'ro' }], []);

export const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);

/**
 * Where an absolute path leads: without links, as far as there is something; what is not there is below the last directory that is.
 * `isItself`: the last name is not followed.
 */
export function placeOf(path: string, isItself = false): string {
  try {
    return walk(EVERYWHERE, path, isItself ? 'name' : 'created', (reached) => reached.path);
  } catch {
    // It ends before, or nobody may look: what it then is called is judged, and the system says what is wrong.
    const above = posix.dirname(path);
    if (above === path) return path;
    return posix.join(placeOf(above), posix.basename(path));
  }
}
