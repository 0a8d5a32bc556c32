/** A node that is to be switched off: its guests leave in time, or their homes know what to do. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { type ScriptedProgram, ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { Commands, ended } from '../support/commands.ts';
import { isTurn } from '../support/share.ts';
import { typed } from './fixtures/commands.ts';

const endless: ScriptedProgram = { steps: 1e9, stepMs: 3 };

let cluster: TestCluster;
const nodeOf = (id: number): TestNode => cluster.nodes[id - 1]!;
afterEach(() => cluster.stop());

describe('drain', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await Bundle.make();
  });
  afterAll(() => bundle.remove());

  /** Three nodes, of which the second gives its guests so long when it is told to end. */
  async function three(drainAfterS: number): Promise<void> {
    cluster = new TestCluster(bundle);
    for (const id of [1, 2, 3])
      await cluster.add(id, ...(id === 2 ? ['--drain-after', `${drainAfterS}`] : []));
    cluster.introduce();
    await cluster.acquainted();
  }
  async function run(home: number, program = endless): Promise<ScriptedTask> {
    const task = await ScriptedTask.run(await cluster.client(nodeOf(home)), program, { nodes: [2] });
    await until(() => task.output !== '');
    return task;
  }
  const pinned = async (): Promise<ScriptedTask> => {
    const task = await run(1, { ...endless, pins: 'uses promises' });
    await task.has('cantmove');
    return task;
  };
  const isWhole = ({ lines }: ScriptedTask): void =>
    expect(lines.map(({ count }) => count)).toEqual(lines.map((_, index) => index + 1));

  it('by a signal: guests of all homes go on elsewhere, and then the agent ends well', async () => {
    await three(600);
    const tasks = [await run(1), await run(3)];
    nodeOf(2).child.kill('SIGTERM');
    await nodeOf(2).exited;
    expect(nodeOf(2).child.exitCode).toBe(0);
    for (const task of tasks) {
      expect(task.of('migration')).toMatchObject([
        { from: 2, reason: 'its node is to be switched off on node 2' },
      ]);
      await task.finish();
      isWhole(task);
    }
  });

  it('by its verb: what does not leave in time is named, ends with it, and its home says so', async () => {
    await three(600);
    const stays = await pinned();
    const goes = await run(3);
    const said = await typed(bundle, nodeOf(2), 'mosctl', 'drain', '--deadline', '0.5');
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain(
      `mosctl: ${stays.name} (scripted) ends with node 2: it has not left in time\n`,
    );
    await nodeOf(2).exited;
    await stays.has('lost');
    expect(goes.of('migration')).toMatchObject([{ from: 2 }]);
    await goes.finish();
    isWhole(goes);
    expect(await typed(bundle, nodeOf(1), 'mosctl', 'drain', '--deadline', 'soon')).toMatchObject({
      code: 2,
    });
  });

  it('a second signal ends it at once', async () => {
    await three(600);
    const stays = await pinned();
    const { child, exited } = nodeOf(2);
    child.kill('SIGTERM');
    // It is about to leave: nobody comes any more.
    await until(async () =>
      (await (await cluster.client(nodeOf(1))).status()).some(({ info }) => info.id === 2 && info.blocked),
    );
    child.kill('SIGTERM');
    await exited;
    await stays.has('lost');
  });
});

/** In one native call, at whose end it has something to say. */
const HELD = `
import { pbkdf2Sync } from 'node:crypto';
import { appendFileSync } from 'node:fs';
for (let n = 0; n < 20; n++) {
  let x = n;
  for (let i = 0; i < 300_000; i++) x = (x * 48271) % 2147483647;
  console.log(n, x);
}
appendFileSync('begun', 'begun ');
console.log('held', pbkdf2Sync('a', 'b', 2_000_000, 64, 'sha512').toString('hex'));
`;

describe.skipIf(process.platform !== 'linux' || !isTurn(3))(
  'drain, of a program with --checkpoint-every',
  () => {
    it('that is in a long call: it goes on at home, and each byte comes once', async () => {
      const commands = new Commands();
      try {
        writeFileSync(join(commands.directory, 'held.ts'), HELD);
        cluster = await TestCluster.start({ command: (name) => commands.path(name) }, 3);
        const { stdout: expected } = await commands.run('omrun', ['--home', 'held.ts']);
        const directory = commands.newDirectory();
        const options = ['-L', '--checkpoint-every', '100ms', '--checkpoint-dir', directory, '-j', '2'];
        const omrun = commands.start('omrun', [...options, '../held.ts'], directory, {
          OMOSIX_HOME: nodeOf(1).home,
        });
        const over = ended(omrun);
        const began = new Promise<void>((resolve) =>
          omrun.stdout.on('data', (text) => /^19 /m.test(String(text)) && resolve()),
        );
        await began;
        const drain = commands.start('mosctl', ['drain', '--deadline', '0.2'], directory, {
          OMOSIX_HOME: nodeOf(2).home,
        });
        expect((await ended(drain)).stderr).toMatch(/ends with node 2: it has not left in time\n$/);
        const { stdout, stderr, code } = await over;
        expect({ stdout, code }, stderr).toEqual({ stdout: expected, code: 0 });
        expect(stderr).toMatch(/; it goes on from its (state|beginning)/);
        expect(readFileSync(join(directory, 'begun'), 'utf8')).toBe('begun ');
      } finally {
        await commands.run('mosctl', ['shutdown']);
        commands.remove();
      }
    });
  },
);
