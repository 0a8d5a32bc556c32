/** How nice a task's deputy is, by whoever may command its home. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { processName } from '../../agent/detached/process-name.ts';
import { renice } from '../../agent/tasks/signal.ts';
import { toAgent } from '../../protocol/control.ts';

const children: ChildProcess[] = [];
async function deputy(): Promise<ChildProcess & { pid: number }> {
  const child = spawn('sleep', ['60']) as ChildProcess & { pid: number };
  children.push(child);
  await once(child, 'spawn');
  return child;
}
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('renice', () => {
  it('makes the process as nice', async () => {
    const { pid } = await deputy();
    renice(processName(pid), 9, '1:7');
    expect(getPriority(pid)).toBe(9);
  });

  it('of one that has ended, or whose number another process has by now, nothing is changed', async () => {
    const child = await deputy();
    const name = processName(child.pid);
    expect(() => renice({ ...name, startTicks: '1' }, 9, '1:7')).toThrow('task 1:7 has just ended');
    expect(getPriority(child.pid)).toBe(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(() => renice(name, 9, '1:7')).toThrow('task 1:7 has just ended');
    expect(() => renice({ pid: 1, startTicks: null }, 9, '1:7')).toThrow('no process of its own');
  });

  it('a message asks for 0 to 19 and nothing else', () => {
    const steer = (nice: unknown): boolean =>
      toAgent.safeParse({ op: 'steer', id: 1, task: '1:7', nice }).success;
    expect([0, 19].every(steer)).toBe(true);
    expect([-1, 20, 1.5, '5', null, Number.NaN].some(steer)).toBe(false);
  });
});
