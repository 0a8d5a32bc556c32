import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripTypes } from '../support/plain.ts';
import { descendants, gone, killed } from '../support/processes.ts';

/** What programs read of their standard input. */
const INPUT = Array.from({ length: 60 }, (_, n) => `line ${n}\n`).join('');

/** What a program has done to the world, and how it ended. */
export interface Result {
  stdout: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Contents of the files that it has left, by name, as hashes. */
  files: string;
}

export interface Killed extends Result {
  /** How often something of it was killed, and how often omrun has said that it goes on. */
  kills: number;
  restarts: number;
  stderr: string;
}

export async function plainRun(program: string, directory: string): Promise<Result> {
  mkdirSync(directory, { recursive: true });
  const plain = await stripTypes(program, directory);
  const child = begin([plain], directory, process.env);
  const result = await ended(child);
  rmSync(plain);
  return { ...result, files: filesOf(directory) };
}

interface KilledOptions {
  /** The command, built. */
  omrun: string;
  every: string;
  /** It moves all the time; else it begins on node 2. */
  wanders: boolean;
  /** How often it is killed, at most. */
  times: number;
  /** When something is killed, ms after the one before, and what: all hosts, or node 2 with all that is on it. */
  next(): { afterMs: number; what: 'hosts' | 'node' };
}

/** Runs it on the second of three nodes of a cluster of its own, and kills until it ends. */
export async function killedRun(program: string, directory: string, options: KilledOptions): Promise<Killed> {
  mkdirSync(directory, { recursive: true });
  const moves = options.wanders ? ['--migrate-every', '150'] : ['--node', '2'];
  const args = [
    '-v',
    '--nodes',
    '3',
    ...moves,
    '--checkpoint-every',
    options.every,
    '--checkpoint-dir',
    '..',
  ];
  const env = { ...process.env, OMOSIX_HOME: `${directory}.home` };
  const child = begin([options.omrun, ...args, program], directory, env);
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let isOver = false;
  const result = ended(child).finally(() => {
    isOver = true;
  });
  let kills = 0;
  const all = new Map(descendants(child.pid!).map((each) => [each.pid, each]));
  const starts = (): number => stderr.split(/^omrun: task [\d:]+ .* starts on /m).length - 1;
  for (let times = 0; times < options.times && !isOver; times++) {
    const { afterMs, what } = options.next();
    while (starts() <= times && !isOver) await sleep(5);
    await Promise.race([sleep(afterMs), result]);
    if (isOver) break;
    const below = descendants(child.pid!);
    for (const each of below) all.set(each.pid, each);
    const agents = below.filter(
      ({ pid, command }) => command.includes('omd.js') && homeOf(pid).endsWith('/2'),
    );
    const agent = what === 'node' ? agents[0] : undefined;
    const victims = (agent ? [agent, ...descendants(agent.pid)] : below).filter(
      ({ pid, command }) => pid === agent?.pid || /--(?:experimental-)?permission/.test(command),
    );
    kills += victims.filter(({ pid }) => killed(pid)).length;
  }
  const outcome = await result;
  await gone([...all.values()]);
  rmSync(`${directory}.home`, { recursive: true, force: true });
  const restarts = stderr.split('it goes on from its').length - 1;
  return { ...outcome, files: filesOf(directory), kills, restarts, stderr };
}

/** Each node of a private cluster has a home of its own, named by its number. */
function homeOf(pid: number): string {
  try {
    return /(?:^|\0)OMOSIX_HOME=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function begin(args: string[], directory: string, env: NodeJS.ProcessEnv): ChildProcess {
  const input = `${directory}.input`;
  writeFileSync(input, INPUT);
  const fd = openSync(input, 'r');
  const child = spawn(process.execPath, args, { cwd: directory, env, stdio: [fd, 'pipe', 'pipe'] });
  closeSync(fd);
  return child;
}

async function ended(child: ChildProcess): Promise<Omit<Result, 'files'>> {
  let stdout = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr!.resume();
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
    child.on('close', (...how) => done(how)),
  );
  return { stdout, code, signal };
}

function filesOf(directory: string): string {
  return readdirSync(directory)
    .filter((name) => name !== 'secrets.out')
    .sort()
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex')}`,
    )
    .join('\n');
}
