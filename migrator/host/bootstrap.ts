/**
 * How a host process is started. A file entry point is refused under the permission model, so the agent starts
 * `node …hostArguments()` with the host script on descriptor 5; the text below reads and runs it.
 */

/** The bundled host script (dist/host.cjs) is read from here to its end. */
export const HOST_SCRIPT_FD = 5;

/** Name of the host's own script in call sites: every frame of ours bears it. */
export const HOST_FILE = 'omosix:host';

/**
 * KiB of stack. Instrumented frames are larger than plain ones, and resuming a stack puts a link between each two of
 * its frames: four times Node's default of 984 keeps plain node's recursion depth in both, well inside an 8 MiB ulimit.
 */
const STACK_KIB = 4 * 984;

/** In a block: what it declares must not stand in the way of the program's own names. */
const BOOTSTRAP = `{
const fs = require('node:fs');
const parts = [];
for (;;) {
  const part = Buffer.allocUnsafe(1 << 18);
  let n;
  try { n = fs.readSync(${HOST_SCRIPT_FD}, part, 0, part.length, null); }
  catch (e) { if (e.code === 'EAGAIN') { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); continue; } throw e; }
  if (n === 0) break;
  parts.push(part.subarray(0, n));
}
fs.closeSync(${HOST_SCRIPT_FD});
const run = require('node:vm').runInThisContext(
  '(function (require, $given) {' + Buffer.concat(parts).toString() + '\\n})', { filename: '${HOST_FILE}' });
run(require, { role: 'host', script: Function.prototype.toString.bind(run) });
}`;

export interface HostOptions {
  /** Major version of the node that is started: the permission flag has two names. */
  nodeMajor: number;
  /** Old space limit, MiB; null leaves Node's default. */
  memoryMb: number | null;
  addons?: boolean;
}

/** Arguments for `node`: confined (only worker threads are allowed), silent, ready to read the host script. */
export function hostArguments({ nodeMajor, memoryMb, addons = false }: HostOptions): string[] {
  return [
    nodeMajor >= 22 ? '--permission' : '--experimental-permission',
    '--allow-worker',
    ...(addons ? ['--allow-addons'] : []),
    '--no-warnings',
    '--expose-internals',
    `--stack-size=${STACK_KIB}`,
    ...(memoryMb === null ? [] : [`--max-old-space-size=${memoryMb}`]),
    '-e',
    BOOTSTRAP,
  ];
}
