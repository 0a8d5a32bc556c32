import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Commands } from '../support/commands.ts';
import { etcdIsMissing } from '../support/etcds.ts';
import { failover } from './failover.ts';
import { HaCluster, PROGRAMS } from './ha-cluster.ts';

const missing = etcdIsMissing();
// Who tries all of it may do so beside much else.
if (process.env.OMOSIX_WHOLE) vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

describe.skipIf(missing !== null)(`the home of a task dies${missing ? ` (${missing})` : ''}`, () => {
  let commands: Commands;
  let ha: HaCluster;
  beforeAll(async () => {
    commands = new Commands();
    ha = await HaCluster.start(commands);
  });
  afterAll(async () => {
    await ha.stop();
    commands.remove();
  });

  const whole = { rounds: 25, afterLines: 6, afterMs: 0, options: ['--ha=1'] };

  it.skipIf(!process.env.OMOSIX_WHOLE)('a standby becomes its home as its user says', async () => {
    const { wrong } = await failover(ha, { ...whole, program: 'writes', blow: 'failback' });
    expect(wrong).toBeNull();
  });

  it.skipIf(!process.env.OMOSIX_WHOLE || process.getuid?.() !== 0)(
    'one that has no room for what its standbys are to have is followed, too',
    async () => {
      const { wrong } = await failover(ha, { ...whole, program: 'writes', rounds: 60, blow: 'full' });
      expect(wrong).toBeNull();
    },
  );

  it.skipIf(!process.env.OMOSIX_WHOLE)('names mean the nodes that they have meant', async () => {
    const [home, others, files] = [1, [2, 3], `/mfs/3${ha.directory('names')}`];
    const known = new Set(others.flatMap((id) => ha.on(id)).map(({ record }) => record.task));
    const deputy = await ha.begin(home, 'names', '--ha=1', '--checkpoint-every=300ms', files, '60');
    await ha.next([home], ({ record, stdout }) => record.deputy.pid === deputy && stdout.includes('9 '));
    process.kill(deputy, 'SIGKILL');
    const { stdout } = await ha.next(others, ({ record }) => !known.has(record.task) && record.end !== null);
    expect(stdout.trimEnd().split('\n')).toEqual(Array.from({ length: 60 }, (_, i) => `${i} as before`));
  });

  it.skipIf(!process.env.OMOSIX_WHOLE)('a deputy that is killed is followed by another', async () => {
    const { wrong } = await failover(ha, { ...whole, program: 'prints', blow: 'deputy' });
    expect(wrong).toBeNull();
  });

  it.skipIf(!process.env.OMOSIX_WHOLE)('one that stood still for a while does nothing any more', async () => {
    const { wrong } = await failover(ha, {
      ...whole,
      program: 'writes',
      blow: 'stopped',
      options: ['--ha=2'],
    });
    expect(wrong).toBeNull();
  });

  it('it goes on elsewhere: each byte is printed once, and each file written once', async () => {
    const { wrong } = await failover(ha, { ...whole, program: 'writes', blow: 'home' });
    expect(wrong).toBeNull();
  });

  it('without etcd --ha is refused with a line that says what it needs', async () => {
    const { code, stderr } = await commands.run('omrun', ['-d', '--ha', '1', join(PROGRAMS, 'prints.ts')]);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^omrun: --ha needs etcd.*\n$/),
    });
  });
});
