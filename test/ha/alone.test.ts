/** A deputy whose standbys are gone, and whose lease has run out meanwhile: real agents, a real etcd. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Etcd3 } from 'etcd3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { HaCluster, type Seen } from './ha-cluster.ts';

const missing = etcdIsMissing();

describe.skipIf(missing !== null)(`a deputy that is alone${missing ? ` (${missing})` : ''}`, () => {
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

  it('it has standbys again when nodes are there again, and its home may die then', async () => {
    const directory = ha.directory('until');
    const stop = join(directory, 'stop');
    const deputy = await ha.begin(1, 'until', '--ha=1', `--allow-read=${directory}`, stop);
    expect(await replicas()).toBe('2');
    process.kill(ha.agent(2), 'SIGKILL');
    await until(async () => (await replicas()) === '');
    // As where its machine has slept, or could not reach etcd: nobody could follow.
    const [lease] = (await raw.getAll().prefix('omosix/alive/').exec()).kvs.map((each) => each.lease);
    await raw.leaseClient.leaseRevoke({ ID: lease! });
    await ha.back(2);
    await until(async () => (await replicas()) === '2');
    const isOurs = ({ record }: Seen): boolean => record.deputy.pid === deputy;
    expect(ha.on(1).find(isOurs)?.record.end).toBeNull();
    for (const pid of [ha.agent(1), deputy]) process.kill(pid, 'SIGKILL');
    await ha.next([2]);
    writeFileSync(stop, '');
    const { stdout } = await ha.next([2], ({ record }) => record.end !== null);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([...lines.slice(0, -1).keys()].map(String).concat('over'));
  });
});
