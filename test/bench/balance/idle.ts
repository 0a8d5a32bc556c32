import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../table.ts';

const IDLE_NODES = 3;
/** Until connections, speed and spare hosts are there; then it is measured for so long. */
const SETTLE_MS = 15_000;
const IDLE_MS = 40_000;
const CPU_GOAL_PERCENT = 1;
const RSS_GOAL_MB = 90;
const MESSAGES_GOAL = 4;
/** The kernel's clock ticks, in which /proc counts CPU time. */
const TICK_MS = 10;

/** Agents that know each other and have nothing to do: of one of them. Its spare host is a process of its own, and not counted. */
export async function idle(dist: string): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'omosix-idle-'));
  const agents: ChildProcess[] = [];
  try {
    const begun = await Promise.all(
      Array.from({ length: IDLE_NODES }, (_, index) => begin(dist, directory, index + 1, agents)),
    );
    const map = JSON.stringify(begun.map(({ id, host, port, key }) => ({ id, host, port, key })));
    for (const agent of agents) agent.stdin!.write(`${map}\n`);
    await sleep(SETTLE_MS);
    const { pid, metrics } = begun[0]!;
    const before = { cpuMs: cpuMsOf(pid), messages: await messagesOf(metrics), atMs: performance.now() };
    await sleep(IDLE_MS);
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
