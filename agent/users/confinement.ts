import { basename, dirname } from 'node:path';

/** Where systems keep what their terminals can. */
const TERMINFO = ['/etc/terminfo', '/lib/terminfo', '/usr/lib/terminfo', '/usr/share/terminfo'];

/**
 * Options for `node` with which a command that an ssh client started reaches no file of this machine but its own code, and starts nothing:
 * the cluster's files, and what is done, go through the agent's socket. `directory`: `dist`; `runtime`: where the sockets are.
 */
export function confinement(directory: string, runtime: string): string[] {
  const own = dirname(directory);
  // Its libraries stand in the package, or beside it where it is one of them itself.
  const beside = dirname(own);
  const libraries = basename(beside) === 'node_modules' ? [beside] : [];
  const major = Number(process.versions.node.split('.')[0]);
  const readable = [own, ...libraries, runtime, ...TERMINFO];
  return [
    major >= 22 ? '--permission' : '--experimental-permission',
    ...(major >= 25 ? ['--allow-net'] : []),
    '--no-warnings',
    ...readable.map((path) => `--allow-fs-read=${path}/*`),
  ];
}
