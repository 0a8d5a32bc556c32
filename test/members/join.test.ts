/** Machines become members by a token, meet again without it, and are told in one line where something is wrong. */
import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentClient } from '../../agent/control/client.ts';
import { sha256 } from '../../agent/membership/ledger.ts';
import { decodeToken, encodeToken, type Token } from '../../discovery/members/token.ts';
import { Bundle, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { isTurn } from '../support/share.ts';
import { freePort, Machines } from './fixtures/machines.ts';

let bundle: Bundle;
let machines: Machines;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
beforeEach(() => {
  machines = new Machines(bundle);
});
afterEach(() => machines.remove());

const changed = (token: string, change: Partial<Token>): string =>
  encodeToken({ ...decodeToken(token, sha256), ...change }, sha256);

describe.skipIf(!isTurn(2, 0))('joining by a token', () => {
  it('makes a member that all others come to know, whoever invited it', async () => {
    const [a, b] = await machines.cluster('alpha', 'beta');
    const c = await machines.start('gamma', '--join', await machines.invite('beta'));
    await machines.acquainted('alpha', 'beta', 'gamma');
    expect(new Set([a, b, c]).size).toBe(3);
    // Who invited us may command us, nobody else; nor may we.
    expect((await machines.view('gamma', 'beta'))?.grants).toEqual(['run', 'host', 'admin']);
    expect((await machines.view('gamma', 'alpha'))?.grants).toEqual(['run', 'host']);
    expect((await machines.view('beta', 'gamma'))?.grants).toEqual(['run', 'host']);
  });

  it('lasts: members meet again after a restart, the one with a new address too', async () => {
    const ids = await machines.cluster('alpha', 'beta', 'gamma');
    for (const name of ['alpha', 'beta', 'gamma']) await machines.stop(name);
    const again = [await machines.start('alpha'), await machines.start('beta')];
    const moved = await freePort();
    again.push(await machines.start('gamma', '--listen', `127.0.0.1:${moved}`));
    expect(again).toEqual(ids);
    await machines.acquainted('alpha', 'beta', 'gamma');
    const known = (): Promise<unknown> => machines.view('alpha', 'gamma').then((one) => one?.addresses);
    await until(async () => JSON.stringify(await known()).includes(String(moved)));
  });

  it('tells the user in the terminal, then goes on in the background', async () => {
    await machines.start('alpha');
    const listen = `127.0.0.1:${await machines.port('beta')}`;
    const args = [
      '--name',
      'beta',
      '--listen',
      listen,
      '--no-mdns',
      '--join',
      await machines.invite('alpha'),
    ];
    const joined = await machines.command('beta', 'omd', ...args);
    expect(joined).toEqual({
      code: 0,
      out: expect.stringMatching(/^omd: node \d+ runs, pid \d+\n$/),
      err: expect.stringMatching(/^omd: alpha let this machine in: it is node \d+, one of 2 members\n$/),
    });
    await machines.acquainted('alpha', 'beta');
    expect((await machines.mosctl('beta', 'shutdown')).code).toBe(0);
  });

  it('warns of a second node of one name; only IDs tell the two apart', async () => {
    const [, second] = await machines.cluster('alpha', 'beta');
    const third = await machines.omd('gamma', '--join', await machines.invite('alpha'), '--name', 'beta');
    let said = '';
    third.stderr!.on('data', (text) => {
      said += text;
    });
    await until(() => said.includes('warning'));
    expect(said).toContain(`warning: node ${second} is called beta too: say nodes by their IDs`);
    const { code, err } = await machines.mosctl('alpha', 'grant', 'beta', 'run');
    expect(code).toBe(1);
    expect(err).toMatch(/^mosctl: beta may be any of .*: say which by its ID, or by its key\n$/);
    expect(err).toContain(`${second} (`);
    third.kill();
    await new Promise((resolve) => third.once('exit', resolve));
  });

  it('shows what whois, invite and peers are for', async () => {
    const [alpha] = await machines.cluster('alpha', 'beta');
    const invited = JSON.parse(
      (await machines.mosctl('alpha', 'invite', '--json', '--expires', '15m', '--address', 'gate.invalid:99'))
        .out,
    );
    expect(decodeToken(invited.token, sha256).addresses).toEqual([
      { host: 'gate.invalid', port: 99 },
      { host: '127.0.0.1', port: await machines.port('alpha') },
    ]);
    const { out } = await machines.mosctl('beta', 'whois', 'alpha');
    expect(out).toMatch(new RegExp(`^${alpha} alpha 127\\.0\\.0\\.1:\\d+ [0-9a-f]{64} up\n$`));
    expect((await machines.mosctl('beta', 'whois', 'nobody')).code).toBe(1);
    for (const wrong of [
      ['--expires', 'soon'],
      ['--address', 'host:port'],
    ])
      expect((await machines.mosctl('alpha', 'invite', ...wrong)).code).toBe(2);
  });
});

describe.skipIf(!isTurn(2, 0))('a token that is no good', () => {
  const line = (text: string): RegExp => new RegExp(`^omd: .*${text}.*\n$`);

  it('was used', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    await machines.start('beta', '--join', token);
    const said = await machines.refused('gamma', token);
    expect(said).toMatchObject({ code: 1, err: line("was used already: 'mosctl invite' makes another") });
    expect((await machines.peers('alpha')).peers).toHaveLength(2);
  });

  it('has expired', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    await machines.stop('alpha');
    const all = machines.state<{ expiresAtMs: number }[]>('alpha', 'invitations.json');
    machines.write(
      'alpha',
      'invitations.json',
      JSON.stringify(all.map((one) => ({ ...one, expiresAtMs: 1 }))),
    );
    await machines.start('alpha');
    const said = await machines.refused('beta', token);
    expect(said).toMatchObject({ code: 1, err: line('expired at 1970-01-01T00:00:00.001Z') });
  });

  it('has another secret, or number, or was made by another node', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    for (const change of [{ secret: Buffer.alloc(16, 7) }, { number: 4711 }]) {
      const said = await machines.refused('beta', changed(token, change));
      expect(said).toMatchObject({ code: 1, err: line('does not know this token') });
    }
    const said = await machines.refused('beta', changed(token, { fingerprint: 'ab'.repeat(32) }));
    expect(said).toMatchObject({ code: 1, err: line('is not the node that made this token') });
    // Nothing of that has spent it.
    await machines.start('beta', '--join', token);
  });

  it('is damaged: that is a wrong command line', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    const said = await machines.refused('beta', token.slice(0, -3));
    expect(said).toMatchObject({ code: 2, err: line('no usable token: its end is missing') });
  });

  it('leads nowhere: by no name, to no listener, over no route', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    const port = await freePort();
    const cases = [
      [{ host: 'nowhere.invalid', port }, 'the name in nowhere.invalid:\\d+ does not resolve'],
      [{ host: '127.0.0.1', port }, 'nobody listens on 127.0.0.1:\\d+'],
      [{ host: '255.255.255.255', port }, 'no route to 255.255.255.255:\\d+'],
    ] as const;
    for (const [address, words] of cases) {
      const said = await machines.refused('beta', changed(token, { addresses: [address] }));
      expect(said).toMatchObject({ code: 1, err: line(`the inviting node is not reached: ${words}`) });
    }
    const addresses = [cases[0][0], cases[1][0], ...decodeToken(token, sha256).addresses];
    await machines.start('beta', '--join', changed(token, { addresses }));
  });

  it('is shown where it was made, where an agent runs, or in another cluster', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    expect(await machines.refused('alpha', token)).toMatchObject({
      code: 1,
      err: line("an agent runs here already \\(pid \\d+\\): end it with 'mosctl shutdown', then join"),
    });
    await machines.stop('alpha');
    expect((await machines.refused('alpha', token)).err).toMatch(line('this token was made here'));

    await machines.cluster('one', 'two');
    await machines.stop('two');
    await machines.start('alpha');
    expect(await machines.refused('two', token)).toMatchObject({
      code: 1,
      err: line('is in a cluster with one already, and the token is from another one'),
    });
  });
});

describe.skipIf(!isTurn(2, 0))('an agent that omrun has started', () => {
  /** As omrun starts it: it listens nowhere. */
  async function ephemeral(name: string): Promise<AgentClient> {
    const child = spawn(
      process.execPath,
      [bundle.command('omd'), '--ephemeral', '--no-mdns', '--idle-after', '30'],
      {
        env: { ...process.env, OMOSIX_HOME: machines.home(name) },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const client = await machines.client(name);
    expect(client.pid).toBe(child.pid);
    return client;
  }

  it('sends tasks to the members of its machine, and takes none', async () => {
    const [alpha, beta] = await machines.cluster('alpha', 'beta');
    await machines.stop('beta');
    const client = await ephemeral('beta');
    expect(client.node).toBe(beta);
    await until(async () =>
      (await client.status()).some(({ info, state }) => info.id === alpha && state === 'alive'),
    );
    const task = await ScriptedTask.run(client, { steps: 20, stepMs: 1 }, { nodes: [alpha!] });
    await task.finish();
    expect(task.lines.every(({ node }) => node === alpha)).toBe(true);

    const back = await machines.client('alpha');
    await until(async () => (await back.status()).some(({ info }) => info.id === beta));
    expect((await back.status()).find(({ info }) => info.id === beta)?.info.blocked).toBe(true);
    expect(await machines.mosctl('beta', 'invite')).toMatchObject({
      code: 1,
      err: expect.stringContaining("others cannot reach it: end it with 'mosctl shutdown', start 'omd'"),
    });
    // Its addresses in the book are those of the agent that listens.
    expect((await machines.view('alpha', 'beta'))?.addresses).toEqual([
      { host: '127.0.0.1', port: await machines.port('beta') },
    ]);
    await client.shutdown();
    client.close();
    back.close();
  });

  it('gives way to one that joins, when it has nothing to do', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    const client = await ephemeral('beta');
    const task = await ScriptedTask.run(client, { steps: 1e9, stepMs: 3 }, { nodes: [client.node] });
    expect((await machines.refused('beta', token)).err).toMatch(/an agent runs here already \(pid \d+\)/);
    await task.finish();
    await until(async () => (await client.tasks()).length === 0);
    await machines.start('beta', '--join', token);
    await machines.acquainted('alpha', 'beta');
    client.close();
  });

  it('that is alone has no members to speak of', async () => {
    const client = await ephemeral('alpha');
    expect(await machines.mosctl('alpha', 'peers')).toMatchObject({
      code: 1,
      err: expect.stringContaining('serves the tasks of this machine only'),
    });
    await client.shutdown();
    client.close();
  });
});

describe.skipIf(!isTurn(2, 0))('what is kept', () => {
  it('is for its user alone; a damaged file is named', async () => {
    await machines.cluster('alpha', 'beta');
    await machines.stop('beta');
    const path = machines.write('beta', 'members.json', '{"own":');
    expect(await machines.refused('beta', await machines.invite('alpha'))).toMatchObject({
      code: 1,
      err: `omd: ${path} is damaged: correct it, or remove it to begin anew\n`,
    });
    await expect(machines.start('beta')).rejects.toThrow(`${path} is damaged`);
  });
});
