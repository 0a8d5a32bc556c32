import { join } from 'node:path';
import { ended } from '../support/commands.ts';
import { CpuLimit, cpuLimitIsMissing } from '../support/lan/cpu-limit.ts';
import { Lan } from '../support/lan/lan.ts';
import { lanIsMissing } from '../support/lan/needs.ts';
import { LanNode, until } from '../support/lan/node.ts';
import { mapOf, takeOverSpeed } from './cluster.ts';

const HOSTS = ['one', 'two', 'three'] as const;
/** Of one CPU, for each host: all together leave the real machine room for what it does besides. */
const HOST_SHARE = 0.3;
const GOAL = 2.7;
const WORKERS = 6;

/** The users' table of openMosix: π by one program with several workers, on clusters of one, two and three like hosts. */
export async function speedup(dist: string, root: string, decimals: number): Promise<string> {
  const missing = lanIsMissing() ?? cpuLimitIsMissing();
  if (missing !== null) return `speedup is skipped: ${missing}`;
  const lan = new Lan();
  const limits = HOSTS.map((name) => new CpuLimit(name, HOST_SHARE));
  try {
    const commands = { path: (command: string) => join(dist, `${command}.js`) };
    const nodes: LanNode[] = [];
    for (const [index, name] of HOSTS.entries())
      nodes.push(new LanNode(await lan.add(name, limits[index]!.members), commands));
    const map = await mapOf(lan, nodes);
    const enter = (node: LanNode) => node.omd('--map', map, '--name', node.name);
    const [home, ...others] = nodes as [LanNode, ...LanNode[]];
    const program = join(root, 'workloads/compute-pi.ts');
    await enter(home);
    // Compiled, and the host's speed measured.
    await home.must('omrun', '--home', program, '100', '1');
    for (const other of others) await takeOverSpeed(home, other);

    const timesMs: number[] = [];
    for (let hosts = 1; hosts <= HOSTS.length; hosts++) {
      if (hosts > 1) {
        await enter(nodes[hosts - 1]!);
        await until(async () => (await home.sees()).length === hosts);
      }
      process.stderr.write(`${decimals} decimals on ${hosts} of ${HOSTS.length} hosts: `);
      timesMs.push(await timeMs(home, program, [decimals, WORKERS]));
      process.stderr.write(`${Math.round(timesMs.at(-1)! / 1000)} s\n`);
    }
    return tableOf(timesMs);
  } finally {
    await lan.remove();
    for (const limit of limits) limit.remove();
  }
}

async function timeMs(home: LanNode, program: string, args: number[]): Promise<number> {
  const startedMs = performance.now();
  const child = home.start('omrun', program, ...args.map(String));
  child.stdin.end();
  const { code, stderr } = await ended(child);
  if (code !== 0) throw new Error(`omrun: ${stderr}`);
  return performance.now() - startedMs;
}

/** Hosts, seconds, speed-up and efficiency, and whether the goal is met. */
function tableOf(timesMs: readonly number[]): string {
  const alone = timesMs[0]!;
  const rows = timesMs.map((ms, i) => [
    String(i + 1),
    (ms / 1000).toFixed(1),
    (alone / ms).toFixed(2),
    `${Math.round((100 * alone) / ms / (i + 1))} %`,
  ]);
  const lines = [['hosts n', 'T(n), s', 'speed-up S(n)', 'efficiency S(n)/n'], ...rows].map((cells) =>
    cells.map((text, column) => text.padStart([7, 9, 14, 18][column]!)).join(' '),
  );
  const last = alone / timesMs.at(-1)!;
  return `${lines.join('\n')}\nS(${timesMs.length}) ≥ ${GOAL}: ${last >= GOAL ? 'yes' : 'NO'}`;
}
