/**
 * How a host process is started. A file entry point is refused under the permission model, so the agent starts
 * `node …hostArguments()` with the host script on descriptor 5; the text below reads and runs it.
 */

/** The bundled host script (dist/host.cjs), and before it V8's code of it, is read from here to its end. */
export const HOST_SCRIPT_FD = 5;

/** Name of the host's own script in call sites: every frame of ours bears it. */
export const HOST_FILE = 'omosix:host';

/**
 * KiB of stack. Instrumented frames are larger than plain ones, and resuming a stack puts a link between each two of
 * its frames: four times Node's default of 984 keeps plain node's recursion depth in both, well inside an 8 MiB ulimit.
 */
const NODE_STACK_KIB = 984;
const STACK_KIB = 4 * NODE_STACK_KIB;

/**
 * The stack's size is read at the start of V8; told again as it is by default, V8 takes Node's own modules, and this script, as compiled
 * before under other flags: the code of both is for flags that are all the same. A fifteenth of a start.
 *
 * In a block: what it declares must not stand in the way of the program's own names.
 */
const bootstrap = (codeBytes: number): string => `{
require('node:v8').setFlagsFromString('--stack-size=${NODE_STACK_KIB}');
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
const all = Buffer.concat(parts);
const cachedData = ${codeBytes > 0} ? all.subarray(0, ${codeBytes}) : undefined;
const script = new (require('node:vm').Script)(
  '(function (require, $given) {' + all.toString('utf8', ${codeBytes}) + '\\n})', { filename: '${HOST_FILE}', cachedData });
const run = script.runInThisContext();
run(require, { role: 'host', script: Function.prototype.toString.bind(run), code: script.createCachedData.bind(script),
  codeRefused: script.cachedDataRejected === true });
}`;

export interface HostOptions {
  /** Major version of the node that is started: the permission flag has two names. */
  nodeMajor: number;
  /** Old space limit, MiB; null leaves Node's default. */
  memoryMb: number | null;
  addons?: boolean;
  /** Of V8's code of the script, before its text on the descriptor; V8 refuses it where `memoryMb` is not null. */
  codeBytes?: number;
}

/** Arguments for `node`: confined (only worker threads are allowed), silent, ready to read the host script. */
export function hostArguments({ nodeMajor, memoryMb, addons = false, codeBytes = 0 }: HostOptions): string[] {
  return [
    nodeMajor >= 22 ? '--permission' : '--experimental-permission',
    '--allow-worker',
    ...(addons ? ['--allow-addons'] : []),
    '--no-warnings',
    '--expose-internals',
    `--stack-size=${STACK_KIB}`,
    ...(memoryMb === null ? [] : [`--max-old-space-size=${memoryMb}`]),
    '-e',
    bootstrap(codeBytes),
  ];
}
