import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ended } from '../support/commands.ts';
import { CpuLimit, cpuLimitIsMissing } from '../support/lan/cpu-limit.ts';
import { Lan } from '../support/lan/lan.ts';
import { lanIsMissing } from '../support/lan/needs.ts';
import { LanNode, until } from '../support/lan/node.ts';
import { programFile } from './programs.ts';
import { summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

/** Of one CPU, for each host: both together leave the real machine room for what it does besides. */
const HOST_SHARE = 0.25;
const GOAL = 0.6;
/** Argument of the program: some seconds of a whole CPU. */
const WORK = '42';

/** Two programs that compute, started on one host: their time with an idle second host over that without. */
export async function cluster(dist: string, root: string, repeats: number): Promise<Row[]> {
  const missing = lanIsMissing() ?? cpuLimitIsMissing();
  if (missing !== null) {
    console.log(`cluster is skipped: ${missing}`);
    return [];
  }
  const lan = new Lan();
  const limits = ['busy', 'idle'].map((name) => new CpuLimit(name, HOST_SHARE));
  try {
    const commands = { path: (command: string) => join(dist, `${command}.js`) };
    const busy = new LanNode(await lan.add('busy', limits[0]!.members), commands);
    const idle = new LanNode(await lan.add('idle', limits[1]!.members), commands);
    const map = await mapOf(lan, [busy, idle]);
    await busy.omd('--map', map, '--name', busy.name);
    const program = programFile(root, 'fibonacci');
    await busy.must('omrun', '--home', program, '20');
    await takeOverSpeed(busy, idle);
    const alone: number[] = [];
    const helped: number[] = [];
    for (let i = 0; i < repeats; i++) {
      alone.push(await twoPrograms(busy, program));
      await idle.omd('--map', map, '--name', idle.name);
      await until(async () => (await busy.sees()).length === 2);
      helped.push(await twoPrograms(busy, program));
      await idle.shutdown();
    }
    const [without, with_] = [summary(alone), summary(helped)];
    const ratio = summary(helped.map((ms, i) => ms / alone[i]!));
    return [
      { what: 'two programs, the host alone', ...cells(without, 0, ' ms'), goal: '', isMet: null },
      { what: 'with an idle second host', ...cells(with_, 0, ' ms'), goal: '', isMet: null },
      { what: 'ratio', ...cells(ratio, 2), goal: `≤ ${GOAL}`, isMet: ratio.median <= GOAL },
    ];
  } finally {
    await lan.remove();
    for (const limit of limits) limit.remove();
  }
}

/** @returns ms from the start of both to the end of both */
async function twoPrograms(host: LanNode, program: string): Promise<number> {
  const startedMs = performance.now();
  const both = [1, 2].map(() => {
    const child = host.start('omrun', program, WORK);
    child.stdin.end();
    return ended(child);
  });
  for (const { code, stderr } of await Promise.all(both)) if (code !== 0) throw new Error(`omrun: ${stderr}`);
  return performance.now() - startedMs;
}

/** They are the same machine: noise in the measurement of its speed is not to decide anything. */
export async function takeOverSpeed(from: LanNode, to: LanNode): Promise<void> {
  const fileOf = ({ machine }: LanNode) => join(machine.home, 'state/speed.json');
  await until(() => existsSync(fileOf(from)));
  mkdirSync(dirname(fileOf(to)), { recursive: true, mode: 0o700 });
  copyFileSync(fileOf(from), fileOf(to));
}

export async function mapOf(lan: Lan, nodes: LanNode[]): Promise<string> {
  const lines: string[] = [];
  for (const [index, node] of nodes.entries()) {
    const key = (await node.must('omd', '--key')).trim().split(' ')[1];
    lines.push(`${index + 1} ${lan.addressOf(node.machine)} 1 key=${key}\n`);
  }
  const path = join(lan.directory, 'omosix.map');
  writeFileSync(path, lines.join(''));
  return path;
}
