import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AgentClient } from '../../agent/control/client.ts';
import { Lan } from '../support/lan/lan.ts';
import { lanIsMissing } from '../support/lan/needs.ts';
import { LanNode, until } from '../support/lan/node.ts';
import { mapOf, takeOverSpeed } from './cluster.ts';
import { programFile } from './programs.ts';
import { summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

const IDLE_NODES = 3;
/** Until connections, speed and spare hosts are there; then it is measured for so long. */
const SETTLE_MS = 15_000;
const IDLE_MS = 40_000;
const CPU_GOAL_PERCENT = 1;
const RSS_GOAL_MB = 90;
const MESSAGES_GOAL = 4;
const JOIN_GOAL_MS = 2_000;
/** Computing programs on a host of two CPUs, and how long each computes (its argument, see fibonacci.ts): longer than it is measured. */
const PROGRAMS = 4;
const WORK = '52';
/** The kernel's clock ticks, in which /proc counts CPU time. */
const TICK_MS = 10;

/** What an idle agent costs, and how soon a node that comes is used and one that goes is empty. */
export async function balance(dist: string, root: string, repeats: number): Promise<Row[]> {
  return [...(await idle(dist)), ...(await comeAndGo(dist, root, repeats))];
}

/** Agents that know each other and have nothing to do: of one of them. Its spare host is a process of its own, and not counted. */
async function idle(dist: string): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'omosix-idle-'));
  const agents: ChildProcess[] = [];
  try {
    const begun = await Promise.all(
      Array.from({ length: IDLE_NODES }, (_, index) => begin(dist, directory, index + 1, agents)),
    );
    const map = JSON.stringify(begun.map(({ id, host, port, key }) => ({ id, host, port, key })));
    for (const agent of agents) agent.stdin!.write(`${map}\n`);
    await pause(SETTLE_MS);
    const { pid, metrics } = begun[0]!;
    const before = { cpuMs: cpuMsOf(pid), messages: await messagesOf(metrics), atMs: performance.now() };
    await pause(IDLE_MS);
    const elapsedMs = performance.now() - before.atMs;
    const percent = (100 * (cpuMsOf(pid) - before.cpuMs)) / elapsedMs;
    const megabytes = residentBytes(pid) / 1e6;
    const messages = (1000 * ((await messagesOf(metrics)) - before.messages)) / elapsedMs;
    const row = (what: string, value: number, unit: string, goal: number): Row => ({
      what,
      measured: `${value.toFixed(2)}${unit}`,
      spread: '',
      goal: `≤ ${goal}${unit}`,
      isMet: value <= goal,
    });
    return [
      row(`idle agent, one of ${IDLE_NODES}: CPU`, percent, ' %', CPU_GOAL_PERCENT),
      row('resident memory', megabytes, ' MB', RSS_GOAL_MB),
      row('messages that come in a second', messages, '', MESSAGES_GOAL),
    ];
  } finally {
    for (const agent of agents) agent.kill('SIGTERM');
    await Promise.all(agents.map((agent) => new Promise((resolve) => agent.once('exit', resolve))));
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Begun {
  id: number;
  pid: number;
  host: string;
  port: number;
  key: string;
  metrics: number;
}

/** As on a machine of its own: with its history, its log and its beat. */
async function begin(dist: string, directory: string, id: number, agents: ChildProcess[]): Promise<Begun> {
  const metrics = 20_000 + ((process.pid * 7 + id) % 20_000);
  const args = ['-n', '--no-mdns', '--map', '-', '--listen', '127.0.0.1:0', '--id', String(id)];
  const home = join(directory, String(id));
  mkdirSync(home);
  const agent = spawn(process.execPath, [join(dist, 'omd.js'), ...args, '--metrics', String(metrics)], {
    env: { ...process.env, OMOSIX_HOME: home },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  agents.push(agent);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: agent.stdout! }).once('line', resolve);
    agent.once('exit', (code) => reject(new Error(`omd ended with ${code}`)));
  });
  return { ...JSON.parse(line), metrics };
}

function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]) * 1024;

function messagesOf(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/metrics' }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve(Number(/^omosix_peer_messages_received_total (\d+)$/m.exec(text)![1])),
      );
    }).on('error', reject);
  });
}

/** A host with more programs than CPUs; another one comes, is used, and is sent away its guests. */
async function comeAndGo(dist: string, root: string, repeats: number): Promise<Row[]> {
  const missing = lanIsMissing();
  if (missing !== null) {
    console.log(`a node that comes and goes is skipped: ${missing}`);
    return [];
  }
  const lan = new Lan();
  const comes: number[] = [];
  const goes: number[] = [];
  try {
    const commands = { path: (command: string) => join(dist, `${command}.js`) };
    const busy = new LanNode(await lan.add('busy'), commands);
    const helper = new LanNode(await lan.add('helper'), commands);
    const map = await mapOf(lan, [busy, helper]);
    await busy.omd('--map', map, '--name', busy.name);
    await busy.must('omrun', '--home', programFile(root, 'fibonacci'), '20');
    await takeOverSpeed(busy, helper);
    const client = await AgentClient.connect(join(busy.machine.home, 'run/agent.sock'));
    const children = Array.from({ length: PROGRAMS }, () =>
      busy.start('omrun', '--home', programFile(root, 'fibonacci'), WORK),
    );
    // They have proved long: what keeps them is that there is nobody else.
    await until(async () => {
      const tasks = await client.tasks();
      return tasks.length === PROGRAMS && tasks.every(({ cpuMs }) => cpuMs > 2_000);
    });
    for (let i = 0; i < repeats; i++) {
      await helper.omd('--map', map, '--name', helper.name);
      const upMs = performance.now();
      await until(async () => (await client.tasks()).some(({ where }) => where === 2));
      comes.push(performance.now() - upMs);
      const there = await AgentClient.connect(join(helper.machine.home, 'run/agent.sock'));
      const fromMs = performance.now();
      await there.clear('expel', () => {});
      goes.push(performance.now() - fromMs);
      await there.set({ block: false });
      there.close();
      await helper.must('mosctl', 'shutdown', '--now');
      await until(async () => (await client.tasks()).every(({ where }) => where === 0));
    }
    for (const child of children) child.kill();
    client.close();
    const [came, gone] = [summary(comes), summary(goes)];
    return [
      {
        what: 'a node comes and is used',
        ...cells(came, 0, ' ms'),
        goal: `≤ ${JOIN_GOAL_MS} ms`,
        isMet: came.median <= JOIN_GOAL_MS,
      },
      {
        what: 'goes and is empty (expel)',
        ...cells(gone, 0, ' ms'),
        goal: `≤ ${JOIN_GOAL_MS} ms`,
        isMet: gone.median <= JOIN_GOAL_MS,
      },
    ];
  } finally {
    await lan.remove();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
