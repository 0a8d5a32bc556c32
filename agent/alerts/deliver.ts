import { spawn } from 'node:child_process';
import type { Clock } from '../../protocol/ports.ts';
import type { Deliver } from './outbox.ts';

/** A receiver that takes longer is ended, or left. */
const COMMAND_MS = 30_000;
const POST_MS = 10_000;
const MAX_SAID = 500;

export const isUrl = (receiver: string): boolean => /^https?:\/\//i.test(receiver);

/** By what `--alert` says: a URL, or a line for the shell. `limitMs`: what it may take. */
export function delivery(receiver: string, clock: Clock, limitMs?: number): Deliver {
  if (isUrl(receiver)) return (json) => post(receiver, json, limitMs ?? POST_MS);
  return (json) => run(receiver, json, clock, limitMs ?? COMMAND_MS);
}

async function post(url: string, json: string, limitMs: number): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: json,
    signal: AbortSignal.timeout(limitMs),
  }).catch((error: Error) => {
    throw new Error(error.cause instanceof Error ? error.cause.message : error.message);
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answers ${response.status} ${response.statusText}`.trim());
}

/** In a process group of its own: what hangs ends with all that it has started. */
function run(line: string, json: string, clock: Clock, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', line], {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
      cwd: '/',
    });
    let said = '';
    let isLate = false;
    const cancel = clock.after(limitMs, () => {
      isLate = true;
      killGroup(child.pid);
      // Somebody who has left the group may still hold it.
      child.stderr.destroy();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + String(chunk)).slice(0, MAX_SAID);
    });
    child.once('error', (error) => {
      cancel();
      reject(error);
    });
    child.once('close', (code, signal) => {
      cancel();
      if (isLate) reject(new Error(`it had not ended after ${limitMs / 1000} s`));
      else if (code === 0) resolve();
      else reject(new Error(`it ended with ${code ?? signal}${said === '' ? '' : `: ${said.trim()}`}`));
    });
    // It need not read them.
    child.stdin.on('error', () => {}).end(`${json}\n`);
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
