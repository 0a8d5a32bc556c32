import { join } from 'node:path';
import { AgentClient } from '../../../agent/control/client.ts';
import { Lan } from '../../support/lan/lan.ts';
import { LanNode, until } from '../../support/lan/node.ts';
import { mapOf, takeOverSpeed } from '../cluster.ts';
import { programFile } from '../programs.ts';
import { summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';

const JOIN_GOAL_MS = 2_000;
/** Computing programs on a host of two CPUs, and how long each computes (its argument, see fibonacci.ts): longer than it is measured. */
const PROGRAMS = 4;
const WORK = '52';

/** A host with more programs than CPUs; another one comes, is used, and is sent away its guests. */
export async function comeAndGo(dist: string, root: string, repeats: number): Promise<Row[]> {
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
