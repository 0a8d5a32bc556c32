import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where systems keep what their terminals can. */
const TERMINFO = ['/etc/terminfo', '/lib/terminfo', '/usr/lib/terminfo', '/usr/share/terminfo'];

/**
 * Options for `node` with which a command that an ssh client started reaches no file of this machine but its own code, and starts nothing:
 * the cluster's files, and what is done, go through the agent's socket. `directory`: `dist`; `runtime`: where the sockets are.
 */
export function confinement(directory: string, runtime: string): string[] {
  const major = Number(process.versions.node.split('.')[0]);
  const readable = [dirname(directory), ...librariesOf(directory), runtime, ...TERMINFO];
  return [
    major >= 22 ? '--permission' : '--experimental-permission',
    ...(major >= 25 ? ['--allow-net'] : []),
    '--no-warnings',
    ...readable.map((path) => `--allow-fs-read=${path}/*`),
  ];
}

/** The one that commands load and that is not bundled with them stands in the package, beside it or further up. */
function librariesOf(directory: string): string[] {
  const { resolve } = createRequire(join(directory, 'omd.js'));
  try {
    return [dirname(dirname(resolve('blessed/package.json')))];
  } catch {
    return [];
  }
}
