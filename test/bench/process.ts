import { spawn } from 'node:child_process';

export interface Finished {
  stdout: string;
  stderr: string;
  code: number | null;
  elapsedMs: number;
  /** User and system time of the process itself; null where it did not tell. */
  cpuMs: number | null;
}

/** Tells its CPU time on descriptor 3 when it exits. */
const REPORT_CPU = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>{const{user,system}=process.cpuUsage();writeSync(3,String((user+system)/1000))})",
)}`;

export interface RunOptions {
  args: string[];
  stdin?: string;
  env?: NodeJS.ProcessEnv;
  cwd: string;
}

/** Plain node; with its CPU time. */
export const runNode = (options: RunOptions): Promise<Finished> =>
  run({ ...options, args: ['--import', REPORT_CPU, ...options.args] });

/** A script under node, and nothing added to it. */
export const runScript = (options: RunOptions): Promise<Finished> => run(options);

function run({ args, stdin, env, cwd }: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    const text = ['', '', '', ''];
    for (const fd of [1, 2, 3])
      child.stdio[fd]!.on('data', (chunk: Buffer) => (text[fd] += chunk.toString('latin1')));
    child.stdin!.on('error', () => {});
    child.stdin!.end(stdin ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      const [, stdout, stderr, cpu] = text as [string, string, string, string];
      resolve({
        stdout,
        stderr,
        code,
        elapsedMs: performance.now() - startedMs,
        cpuMs: cpu === '' ? null : Number(cpu),
      });
    });
  });
}
