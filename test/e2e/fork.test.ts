/** Children that are tasks of their own: what becomes of them when a host, a node, a link or their parent dies. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { Commands, ended } from '../support/commands.ts';
import { descendants, gone, isAlive, isHost } from '../support/processes.ts';
import { until } from '../support/until.ts';

/** Its child says its pid, and then computes without an end; the parent tells what it sees of that. */
const PROGRAM = `
import { fork } from 'node:child_process';
if (process.argv[2] === 'child') {
  process.on('disconnect', () => console.log('alone'));
  process.on('message', () => process.disconnect());
  process.send!(process.pid);
  const beat = setInterval(() => {}, 10);
  process.on('disconnect', () => setTimeout(() => clearInterval(beat), 300));
} else {
  const child = fork(process.argv[1]!, ['child']);
  child.on('message', (pid) => console.log('child', pid));
  child.on('exit', (code, signal) => console.log('exit', code, signal));
  if (process.argv[2] === 'leave') child.on('message', () => { child.unref(); child.channel!.unref(); console.log('left'); });
}
`;
const REFUSED = `
import { fork } from 'node:child_process';
import { createServer } from 'node:net';
if (process.argv[2] === 'child') process.on('message', () => process.disconnect());
else {
  const child = fork(process.argv[1]!, ['child']);
  try {
    child.send('a server', createServer());
  } catch (error) {
    console.log((error as NodeJS.ErrnoException).code, (error as Error).message.split(';')[0]);
  }
  child.send('go');
}
`;

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
  writeFileSync(join(commands.directory, 'family.ts'), PROGRAM);
  writeFileSync(join(commands.directory, 'refused.ts'), REFUSED);
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

interface Family {
  omrun: ReturnType<Commands['start']>;
  end: ReturnType<typeof ended>;
  /** The child's omrun. */
  child: number;
}

/** The program and its child run. */
async function family(args: string[]): Promise<Family> {
  const omrun = commands.start('omrun', args);
  const end = ended(omrun);
  let text = '';
  omrun.stdout.on('data', (bytes) => {
    text += bytes;
  });
  const pid = (): number => Number(/child (\d+)\n/.exec(text)?.[1] ?? 0);
  let isOver = false;
  void end.then(() => {
    isOver = true;
  });
  await until(() => pid() > 0 || isOver);
  if (pid() === 0) throw new Error((await end).stderr);
  return { omrun, end, child: pid() };
}

const agentOf = (omrun: number, id: number): number =>
  descendants(omrun).find(({ command }) => command.includes(`--id ${id} `))!.pid;

describe.skipIf(process.platform !== 'linux')('a child', () => {
  it('shows in mps with its parent, and ends by a signal of its own', async () => {
    const { omrun, end, child } = await family(['--nodes', '1', 'family.ts']);
    const tasks = JSON.parse((await commands.run('mps', ['--json'])).stdout) as TaskStatus[];
    expect(tasks.find(({ pid }) => pid === child)).toMatchObject({ ppid: omrun.pid, home: 1 });
    const table = (await commands.run('mps', [])).stdout;
    expect(table).toMatch(
      new RegExp(`^ *PID +PPID +NODE .*\\n *${omrun.pid} +- .*\\n *${child} +${omrun.pid} `),
    );
    process.kill(child, 'SIGTERM');
    expect(await end).toMatchObject({ stdout: `child ${child}\nexit null SIGTERM\n`, stderr: '', code: 0 });
  });

  it('whose host is killed is gone for its parent as if by kill -9', async () => {
    const { omrun, end, child } = await family(['--nodes', '1', 'family.ts']);
    const agent = agentOf(omrun.pid!, 1);
    const hosts = descendants(agent).filter(isHost);
    // The parent's is the eldest; one may stand ready for the next task.
    const [, ...others] = hosts.map(({ pid }) => pid).sort((a, b) => a - b);
    for (const pid of others) process.kill(pid, 'SIGKILL');
    const outcome = await end;
    expect(outcome).toMatchObject({ stdout: `child ${child}\nexit null SIGKILL\n`, code: 0 });
    expect(outcome.stderr).toContain('task lost');
  });

  it('outlives its parent in a private cluster, which stays for it', async () => {
    const { end, child } = await family(['--nodes', '1', 'family.ts', 'leave']);
    const { stdout, code } = await end;
    expect({ stdout, code }).toEqual({ stdout: `child ${child}\nleft\nalone\n`, code: 0 });
    expect(isAlive(child)).toBe(false);
  });

  it('of a parent that is killed with its private cluster ends with it', async () => {
    const { omrun, child } = await family(['--nodes', '2', 'family.ts']);
    const all = descendants(omrun.pid!);
    expect(all.map(({ pid }) => pid)).toContain(child);
    omrun.kill('SIGKILL');
    await gone(all);
    await commands.shell(`rm -rf ${join(commands.directory, 'home/run')}`);
  });

  it('is sent no server', async () => {
    const { stdout, code } = await commands.run('omrun', ['--nodes', '1', 'refused.ts']);
    expect({ stdout, code }).toEqual({
      stdout:
        'ERR_OMOSIX_UNSUPPORTED sending a socket or a server to another process is not yet carried by omrun. Run the program with node instead, or without this call.\n',
      code: 0,
    });
  });
});

describe.skipIf(process.platform !== 'linux')('a node with a child', () => {
  it('is killed: the parent sees the child killed, and goes on', async () => {
    const stats = 'node-dies.jsonl';
    const options = ['--nodes', '2', '--lost-after', '3', '--stats', stats];
    const { omrun, end, child } = await family([...options, 'family.ts']);
    const node = agentOf(omrun.pid!, 2);
    await moveAway(child, stats);
    process.kill(node, 'SIGKILL');
    const outcome = await end;
    expect(outcome).toMatchObject({ stdout: `child ${child}\nexit null SIGKILL\n`, code: 0 });
  });
});

/** Its task executes on node 2. */
async function moveAway(child: number, stats: string): Promise<void> {
  const isThere = (): boolean =>
    readFileSync(join(commands.directory, stats), 'utf8')
      .split('\n')
      .some((line) => line.includes(`:${child}"`) && /"(?:to|node)":2\b/.test(line));
  if (!isThere()) await commands.run('migrate', [`1:${child}`, '2']);
  await until(isThere);
}
