/** `omd --etcd`: what an agent tells its user, and its user's other processes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentClient } from '../../agent/control/client.ts';
import { controlSocketOf, placesOf } from '../../agent/places.ts';
import { Commands, ended } from '../support/commands.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';

const missing = etcdIsMissing();

describe.skipIf(missing)(`omd --etcd${missing ? ` (${missing})` : ''}`, () => {
  let commands: Commands;
  let etcds: Etcds;
  beforeAll(async () => {
    commands = new Commands();
    etcds = await Etcds.start(1);
  });
  afterAll(async () => {
    await commands.run('mosctl', ['drain', '--deadline', '0']).catch(() => {});
    await etcds?.close();
    commands?.remove();
  });

  it('in the background, with a password file beside it, it reaches etcd and says how others do', async () => {
    writeFileSync(join(commands.directory, 'password'), 'x\n');
    const refused = await commands.run('omd', ['--etcd', etcds.urls[0]!, '--etcd-password-file', 'password']);
    expect(refused).toMatchObject({
      code: 2,
      stderr: 'omd: --etcd-password-file: it goes with --etcd-user\n',
    });
    const args = ['--listen', '127.0.0.1:0', '--no-mdns', '--no-history'];
    const etcd = ['--etcd-user', 'u', '--etcd-password-file', 'password', '--etcd', `${etcds.urls[0]}/`];
    const started = await ended(commands.start('omd', [...args, ...etcd]));
    expect(started).toMatchObject({ code: 0, stderr: '' });

    const client = await AgentClient.connect(controlSocketOf(placesOf(commands.env)));
    expect(await client.ha()).toMatchObject({
      endpoints: etcds.urls,
      prefix: 'omosix',
      user: 'u',
      passwordFile: join(commands.directory, 'password'),
      password: null,
    });
    // This etcd wants no names.
    await until(async () => (await client.overview()).agent.etcd?.trouble !== null);
    const { stdout } = await commands.run('mosctl', ['status']);
    expect(stdout).toMatch(/^etcd at \S+ is not reached for \S+: .*authentication is not enabled/m);
    expect((await client.status())[0]!.info.ha).toBeUndefined();
    const gone = new Promise<void>((resolve) => {
      client.onClose = () => resolve();
    });
    await client.shutdown();
    await gone;
  });

  it('it announces that it can stand by; without etcd it says what --ha needs', async () => {
    const args = ['-n', '--listen', '127.0.0.1:0', '--no-mdns', '--no-history'];
    const socket = controlSocketOf(placesOf(commands.env));
    for (const etcd of [['--etcd', etcds.urls[0]!], []]) {
      const omd = commands.start('omd', [...args, ...etcd], commands.directory, {
        OMOSIX_ETCD_PASSWORD: 'secret',
      });
      const end = ended(omd);
      await until(() =>
        AgentClient.connect(socket).then(
          (client) => {
            client.close();
            return true;
          },
          () => false,
        ),
      );
      const client = await AgentClient.connect(socket);
      if (etcd.length > 0) {
        await until(async () => (await client.status())[0]!.info.ha === true);
        // A password without anybody whose it is goes to nobody.
        expect(await client.ha()).toMatchObject({ user: null, password: null });
        expect((await client.overview()).agent.etcd).toMatchObject({ isReached: true, trouble: null });
      } else {
        await expect(client.ha()).rejects.toMatchObject({
          code: 'EREFUSED',
          message: expect.stringMatching(/^--ha needs etcd.*--etcd http/),
        });
      }
      client.close();
      omd.kill('SIGKILL');
      await end;
    }
  });
});
