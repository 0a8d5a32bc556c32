import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands, ended } from '../support/commands.ts';
import { workloadsDirectory } from '../support/workloads.ts';

let commands: Commands;
const write = (name: string, text: string): void => writeFileSync(join(commands.directory, name), text);
const LOCKED = ['--nodes', '1', '-L'];

beforeAll(() => {
  commands = new Commands();
  write('busy.ts', 'console.log("busy");\nfor (let n = 0; ; n = (n + 1) % 1000) Math.sqrt(n);\n');
  write('idle.ts', 'console.log("idle");\nsetInterval(() => {}, 1000);\n');
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

/** The program is started and has printed something. */
async function started(program: string, options = LOCKED) {
  const child = commands.start('omrun', [...options, program]);
  const end = ended(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void end.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { child, end };
}

interface Process {
  pid: number;
  parent: number;
  cpuMs: number;
  command: string;
}

/** `pid` and all that it started, and that they started. */
function descendants(pid: number): Process[] {
  const all = execFileSync('ps', ['-eo', 'pid,ppid,cputimes,args'], { encoding: 'utf8' })
    .split('\n')
    .slice(1)
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, own, parent, cpu, command]) => ({
      pid: Number(own),
      parent: Number(parent),
      cpuMs: Number(cpu),
      command: command!,
    }));
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(processes: Process[]): Promise<void> {
  while (processes.some(({ pid }) => isAlive(pid))) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('pipes', () => {
  test('numbers in, the sum out, and a reader that takes one line', async () => {
    const line = `seq 100000 | omrun --nodes 2 ${workloadsDirectory}sum.ts | head -1`;
    expect(await commands.shell(line)).toMatchObject({
      stdout: '100000 numbers, sum 5000050000\n',
      stderr: '',
      code: 0,
    });
  });

  test('a writer whose reader goes away hears of it as under node', async () => {
    write(
      'writer.ts',
      `process.stdout.on('error', (error: Error) => {
        process.stderr.write(\`error: \${error.message}\\n\`);
        process.exit(9);
      });
      setInterval(() => process.stdout.write('x\\n'), 5);`,
    );
    const line = 'omrun --nodes 1 writer.ts | head -1; echo "$PIPESTATUS"';
    expect(await commands.shell(line)).toMatchObject({ stdout: 'x\n9\n', stderr: 'error: write EPIPE\n' });
  });

  test('console.log into nothing is no error', async () => {
    write('lines.ts', 'for (let line = 0; line < 20000; line++) console.log(line);\n');
    const { stdout, stderr } = await commands.shell('omrun --nodes 1 lines.ts | head -1; echo "$PIPESTATUS"');
    expect({ stdout, stderr }).toEqual({ stdout: '0\n0\n', stderr: '' });
  });
});

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends a busy program and omrun', async (signal) => {
    const { child, end } = await started('busy.ts');
    const family = descendants(child.pid!);
    expect(family.length).toBeGreaterThan(1);
    child.kill(signal);
    expect(await end).toEqual({ stdout: 'busy\n', stderr: '', code: null, signal });
    await gone(family);
  });

  test('a program with handlers hears them', async () => {
    write(
      'handlers.ts',
      `process.on('SIGINT', () => console.log('interrupted'));
      process.on('SIGTERM', () => process.exit(7));
      setInterval(() => {}, 1000);
      console.log('ready');`,
    );
    const { child, end } = await started('handlers.ts');
    const heard = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => String(chunk).includes('interrupted') && resolve());
    });
    child.kill('SIGINT');
    await heard;
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ stdout: 'ready\ninterrupted\n', code: 7 });
  });

  test('a program that kills itself', async () => {
    write(
      'suicide.ts',
      `console.log('before');\nprocess.kill(process.pid, 'SIGTERM');\nconsole.log('after');\n`,
    );
    expect(await commands.run('omrun', [...LOCKED, 'suicide.ts'])).toMatchObject({
      stdout: 'before\n',
      signal: 'SIGTERM',
    });
  });
});

describe('what dies, takes along what it must and no more', () => {
  test('kill -9 of omrun: its cluster ends and cleans up', async () => {
    const { child, end } = await started('idle.ts', ['--nodes', '2', '-L']);
    const family = descendants(child.pid!);
    child.kill('SIGKILL');
    expect((await end).signal).toBe('SIGKILL');
    await gone(family);
    while (commands.leftovers().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test('kill -9 of the agent: one line, and exit code 1', async () => {
    const { child, end } = await started('busy.ts');
    const family = descendants(child.pid!);
    process.kill(family.find(({ command }) => command.includes('omd.js'))!.pid, 'SIGKILL');
    const { code, stderr } = await end;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^omrun: task lost: its agent \(pid \d+\) is gone\n$/);
    await gone(family);
  });

  test('kill -9 of the host: one line, and exit code 1', async () => {
    const { child, end } = await started('busy.ts');
    let host: Process | undefined;
    while (!host) {
      host = descendants(child.pid!).find(
        ({ command, cpuMs }) => command.includes('--stack-size') && cpuMs >= 1,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    process.kill(host.pid, 'SIGKILL');
    const { code, stderr } = await end;
    expect(code).toBe(1);
    expect(stderr).toBe('omrun: task lost: its host process was killed by SIGKILL\n');
  });
});

describe('--stats and -v', () => {
  test('tell where the task was', async () => {
    write('exit.ts', 'process.exitCode = 5;\n');
    const { code, stderr } = await commands.run('omrun', ['-v', '--stats', 's.jsonl', ...LOCKED, 'exit.ts']);
    expect(code).toBe(5);
    const events = readFileSync(join(commands.directory, 's.jsonl'), 'utf8').trimEnd().split('\n');
    expect(events.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'start', node: 1 },
      { event: 'end', node: 1, code: 5, signal: null, migrations: 0 },
    ]);
    expect(stderr).toMatch(/^omrun: task 1:\d+ \(exit\.ts\) starts on node 1 \(home\)$/m);
    expect(stderr).toMatch(
      /^omrun: ended on node 1 \(home\): exit code 5 · 0 migrations · \d\.\d\d s of CPU time$/m,
    );
  });
});

describe('-j', () => {
  const startOf = async (...options: string[]) => {
    write('where.ts', 'console.log("there");\n');
    const result = await commands.run('omrun', [
      '--nodes',
      '2',
      '--stats',
      's.jsonl',
      ...options,
      'where.ts',
    ]);
    const [line] = readFileSync(join(commands.directory, 's.jsonl'), 'utf8').split('\n');
    return { ...result, start: line ? JSON.parse(line) : null };
  };

  test('starts on the node with this ID or name', async () => {
    expect(await startOf('-j', '2')).toMatchObject({
      code: 0,
      stdout: 'there\n',
      start: { event: 'start', node: 2 },
    });
    expect(await startOf('-j', 'node2')).toMatchObject({ code: 0, start: { node: 2 } });
  });

  test('a node that is not there is an error, or with -F the home', async () => {
    const refused = await startOf('-j', '7');
    expect(refused).toMatchObject({ code: 1, stdout: '', start: null });
    expect(refused.stderr).toMatch(/^omrun: no node 7 is up .*\n$/);
    expect(await startOf('-F', '-j', '7')).toMatchObject({ code: 0, start: { node: 1 } });
  });
});

describe('without --nodes', () => {
  test('an agent is started, shared and found again', async () => {
    write('hello.ts', 'console.log("hello");\n');
    const runs = await Promise.all([1, 2, 3].map(() => commands.run('omrun', ['hello.ts'])));
    for (const run of runs) expect(run).toMatchObject({ stdout: 'hello\n', stderr: '', code: 0 });
    const status = await commands.run('mosctl', ['status', '--json']);
    expect(status.code).toBe(0);
    expect((await commands.run('mosctl', ['shutdown'])).code).toBe(0);
    while (commands.leftovers().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
