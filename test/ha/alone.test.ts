/** A deputy whose etcd has forgotten it, or whose standbys are gone, and its lease, too: real agents, a real etcd. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Etcd3 } from 'etcd3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { HaCluster, type Seen } from './ha-cluster.ts';

const missing = etcdIsMissing();

describe.skipIf(missing !== null)(
  `a deputy that etcd has forgotten, and one without standbys${missing ? ` (${missing})` : ''}`,
  () => {
    let commands: Commands;
    let ha: HaCluster;
    let raw: Etcd3;
    beforeAll(async () => {
      commands = new Commands();
      ha = await HaCluster.start(commands, 2);
      raw = new Etcd3({ hosts: ha.etcds.urls[0]! });
    });
    afterAll(async () => {
      raw?.close();
      await ha.stop();
      commands.remove();
    });

    const replicas = async (): Promise<string> => {
      const [text] = Object.values(await raw.getAll().prefix('omosix/tasks/').strings());
      return (JSON.parse(text ?? '{}') as { replicas?: number[] }).replicas?.join() ?? 'none';
    };

    const status = async (id: number): Promise<string> => (await ha.run(id, 'mosctl', 'status')).out;

    it('etcd is wiped: the task goes on, nobody follows, and its user is told what to do', async () => {
      const directory = ha.directory('wiped');
      const stop = join(directory, 'stop');
      const deputy = await ha.begin(1, 'until', '--ha=1', `--allow-read=${directory}`, stop);
      const isOurs = ({ record }: Seen): boolean => record.deputy.pid === deputy;
      await ha.etcds.wipe();
      for (const id of [1, 2])
        await until(async () =>
          /is not reached .*is not the etcd that it was.*etcd-anew/.test(await status(id)),
        );
      const standbys = await ha.run(2, 'mosctl', 'standbys');
      expect(standbys.out).toMatch(/until\.ts/);
      expect(ha.on(1).find(isOurs)?.record.end).toBeNull();
      // Its deputy dies: who has a copy cannot know whether another one lives.
      process.kill(deputy, 'SIGKILL');
      const { code, out } = await ha.run(1, 'mosctl', '-N', 'all', 'etcd-anew');
      expect([code, out.trimEnd().split('\n').sort()]).toEqual([
        0,
        ['node 1 uses etcd as it is now', 'node 2 uses etcd as it is now'],
      ]);
      for (const id of [1, 2]) await until(async () => /etcd at \S+ is reached/.test(await status(id)));
      expect((await ha.run(2, 'mosctl', 'standbys')).out).toBe(standbys.out);
      expect(ha.on(2)).toEqual([]);
    });

    it('it has standbys again when nodes are there again, and its home may die then', async () => {
      const directory = ha.directory('until');
      const stop = join(directory, 'stop');
      const deputy = await ha.begin(1, 'until', '--ha=1', `--allow-read=${directory}`, stop);
      const isOurs = ({ record }: Seen): boolean => record.deputy.pid === deputy;
      // It may execute on the node that goes: it has begun.
      await ha.next([1], (seen) => isOurs(seen) && seen.stdout.includes('1\n'));
      expect(await replicas()).toBe('2');
      process.kill(ha.agent(2), 'SIGKILL');
      await until(async () => (await replicas()) === '');
      const standbys = async (): Promise<string> => (await ha.run(1, 'mosctl', 'standbys')).out;
      await until(async () => / 0 of 1: /.test(await standbys()));
      // As where its machine has slept, or could not reach etcd: nobody could follow.
      const [lease] = (await raw.getAll().prefix('omosix/alive/').exec()).kvs.map((each) => each.lease);
      await raw.leaseClient.leaseRevoke({ ID: lease! });
      await ha.back(2);
      await until(async () => (await replicas()) === '2');
      await until(async () => / 1 of 1 \(2\) /.test(await standbys()));
      expect(ha.on(1).find(isOurs)?.record.end).toBeNull();
      for (const pid of [ha.agent(1), deputy]) process.kill(pid, 'SIGKILL');
      await ha.next([2]);
      writeFileSync(stop, '');
      const { stdout } = await ha.next([2], ({ record }) => record.end !== null);
      const lines = stdout.trimEnd().split('\n');
      expect(lines).toEqual([...lines.slice(0, -1).keys()].map(String).concat('over'));
    });
  },
);
