/** Real agents write down what their administrators want to find: who came, who was refused, what was ordered and by whom. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey } from '../../agent/transport/keys.ts';
import { ALGORITHMS, USER } from '../../agent/transport/ssh-settings.ts';
import { type AuditLine, auditLine } from '../../protocol/audit.ts';
import { Bundle, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { ByHand } from '../members/fixtures/by-hand.ts';
import { Machines } from '../members/fixtures/machines.ts';

let bundle: Bundle;
let machines: Machines;
let [alpha, beta]: number[] = [];
let token = '';
beforeAll(async () => {
  bundle = await Bundle.make();
  machines = new Machines(bundle);
  alpha = await machines.start('alpha');
  token = await machines.invite('alpha');
  beta = await machines.start('beta', '--join', token);
  await machines.acquainted('alpha', 'beta');
});
afterAll(async () => {
  await machines.remove();
  bundle.remove();
});

const file = (machine: string): string => join(machines.home(machine), 'state/audit.log');
const lines = (machine: string): AuditLine[] =>
  readFileSync(file(machine), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => auditLine.parse(JSON.parse(line)));
const of = <Name extends AuditLine['event']>(machine: string, event: Name) =>
  lines(machine).filter((line) => line.event === event) as Extract<AuditLine, { event: Name }>[];

function knock(port: number, username: string, more: ssh2.ConnectConfig): Promise<void> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    client.on('error', () => {});
    client.on('close', () => resolve());
    client.connect({ host: '127.0.0.1', port, username, algorithms: ALGORITHMS as never, ...more });
  });
}

it('a join by a token, on both sides; its file is private and holds no secret', async () => {
  expect(of('alpha', 'agent-began')).toMatchObject([{ node: alpha, name: 'alpha', uid: process.getuid!() }]);
  const [made] = of('alpha', 'token-made');
  expect(of('alpha', 'command-given')).toMatchObject([{ command: 'invite', by: { uid: process.getuid!() } }]);
  const [joined] = of('alpha', 'member-joined');
  expect(joined).toMatchObject({ id: beta, name: 'beta', token: made!.token });
  expect(joined!.address).toContain('127.0.0.1');
  expect(of('beta', 'member-entered')).toMatchObject([
    { id: beta, inviter: expect.stringContaining('alpha') },
  ]);
  await until(() => of('alpha', 'member-connected').length + of('beta', 'member-connected').length >= 2);
  for (const machine of ['alpha', 'beta']) {
    expect(statSync(file(machine)).mode & 0o777).toBe(0o600);
    const text = readFileSync(file(machine), 'utf8');
    expect(text).not.toContain(token);
    expect(text).not.toContain(token.trim().slice(-30));
  }
});

it('tokens that are refused: used, or a guess; a stranger at the door is a line, however often it knocks', async () => {
  expect((await machines.refused('gamma', token)).err).toContain('was used already');
  expect(of('alpha', 'token-refused')).toMatchObject([{ reason: expect.stringContaining('used already') }]);
  const port = await machines.port('alpha');
  await knock(port, 'omosix-join', { password: 'x'.repeat(22) });
  await until(() => of('alpha', 'token-refused').some(({ token: number }) => number === null));
  for (let i = 0; i < 6; i++) await knock(port, USER, { privateKey: makeKey().private });
  await knock(port, 'root', { privateKey: makeKey().private });
  await knock(port, 'ann\u001b[2J', { password: 'letmein' });
  await until(() => of('alpha', 'user-refused').length > 0);
  expect(of('alpha', 'key-refused')).toHaveLength(1);
  expect(of('alpha', 'key-refused')[0]).toMatchObject({ id: null, was: null });
  expect(of('alpha', 'user-refused')).toMatchObject([{ username: 'root', keys: 1 }]);
  expect(readFileSync(file('alpha'), 'utf8')).not.toContain('letmein');
});

it('orders: whose, here and by a member; those refused; what was granted', async () => {
  expect((await machines.mosctl('alpha', '-N', 'beta', 'block')).code).toBe(0);
  expect(of('alpha', 'command-given').at(-1)).toMatchObject({
    command: 'set',
    order: { node: beta, settings: { block: true } },
    by: { uid: process.getuid!(), program: 'mosctl', pid: expect.any(Number) },
  });
  expect(of('beta', 'command-given').at(-1)).toMatchObject({ command: 'set', by: { node: alpha } });
  await machines.mosctl('beta', '-N', 'alpha', 'block');
  expect(of('alpha', 'command-refused')).toMatchObject([{ command: 'set', by: { node: beta } }]);
  await machines.mosctl('alpha', 'status');
  expect(of('alpha', 'command-given').map(({ command }) => command)).not.toContain('status');
  await machines.mosctl('alpha', 'grant', 'beta', 'run,host,admin');
  expect(of('alpha', 'member-granted')).toMatchObject([{ id: beta, grants: ['run', 'host', 'admin'] }]);
});

it('guests: not taken, and why; taken, and how they ended, with what they used', async () => {
  const client = await machines.client('alpha');
  const task = await ScriptedTask.run(client, { steps: 1e9, stepMs: 3 }, { nodes: [beta!, alpha!] });
  const [refused] = of('beta', 'guest-refused');
  expect(refused).toMatchObject({ task: task.name, home: alpha, from: alpha });
  expect(refused!.reason).toContain('mosctl block');
  await machines.mosctl('beta', 'noblock');
  // On a busy machine a move may come to nothing.
  const moved = async (to: number): Promise<boolean> =>
    (await client.migrate(task.name, to)).event === 'migration';
  await until(() => moved(beta!));
  expect(of('beta', 'guest-admitted')).toMatchObject([
    { task: task.name, how: 'moved', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  await until(() => moved(alpha!));
  await until(() => of('beta', 'guest-ended').length > 0);
  expect(of('beta', 'guest-ended')).toMatchObject([
    {
      task: task.name,
      reason: expect.stringContaining(`it moved to node ${alpha}`),
      cpuMs: expect.any(Number),
    },
  ]);
  // Tasks of its own are their users' business.
  expect(lines('alpha').some(({ event }) => event.startsWith('guest'))).toBe(false);
  await task.finish();
  client.close();
});

it('ssh users: who was let in by whom, who came, what was run and what was not', async () => {
  const key = makeKey();
  const port = await machines.port('alpha');
  const listed = `${key.public} ann@laptop`;
  await machines.mosctl('alpha', 'admit', listed);
  await new Promise<void>((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject).on('close', () => resolve());
    client.on('ready', () =>
      client.exec('bash -c "cat hidden"', (error, channel) => {
        if (error) reject(error);
        else channel.on('close', () => client.sftp(() => client.end())).resume();
      }),
    );
    client.connect({
      host: '127.0.0.1',
      port,
      username: 'ann',
      privateKey: key.private,
      algorithms: ALGORITHMS as never,
    });
  });
  await machines.mosctl('alpha', 'admit', '-d', 'ann@laptop');
  const by = { uid: process.getuid!(), pid: expect.any(Number), program: 'mosctl' };
  expect(of('alpha', 'key-admitted')).toMatchObject([{ comment: 'ann@laptop', by }]);
  const [{ key: fingerprint } = { key: '' }] = of('alpha', 'key-admitted');
  expect(of('alpha', 'user-entered')).toMatchObject([{ username: 'ann', key: fingerprint }]);
  expect(of('alpha', 'user-ran')).toMatchObject([
    { username: 'ann', command: 'bash', isAllowed: false },
    { username: 'ann', command: 'sftp', isAllowed: true },
  ]);
  expect(of('alpha', 'key-removed')).toMatchObject([{ key: fingerprint, by }]);
  expect(readFileSync(file('alpha'), 'utf8')).not.toContain('hidden');
});

it('a member that breaks the protocol; whom the map names', async () => {
  const hand = new ByHand(machines, 20, 'hand');
  await machines.start('delta', ...(await hand.mapFor('delta', 10)));
  expect(of('delta', 'member-heard')).toMatchObject([{ id: 20, name: 'hand', state: 'member', from: null }]);
  await hand.greet('delta');
  await until(() => of('delta', 'member-connected').length > 0);
  hand.say({ op: 'obey' });
  await until(() => of('delta', 'protocol-broken').length > 0);
  expect(of('delta', 'protocol-broken')).toMatchObject([{ node: 20, name: 'hand' }]);
  hand.close();
  await machines.stop('delta');
});

it('a member that is taken out, and then knocks; the log is shown by kind, time and as JSON, and ends whole', async () => {
  expect((await machines.mosctl('alpha', 'audit', '-k', 'nothing')).err).toContain(
    "'nothing' is none of agent, member,",
  );
  await machines.mosctl('alpha', 'revoke', 'beta');
  await until(() => of('alpha', 'key-refused').some(({ was }) => was === 'revoked'));
  const { out } = await machines.mosctl('alpha', 'audit', '-s', '1h', '-k', 'member-removed,key');
  expect(out).toMatch(
    new RegExp(`member-removed +id=${beta} name=beta fingerprint=[0-9a-f]{12} how=revoked`),
  );
  expect(out).toMatch(new RegExp(`key-refused .*id=${beta} name=beta was=revoked`));
  const json = await machines.mosctl('alpha', 'audit', '--json', '-n', '1', '-k', 'member-removed');
  expect(JSON.parse(json.out)).toMatchObject({ event: 'member-removed', id: beta });
  expect((await machines.mosctl('alpha', 'audit', '-u', '2020-01-01')).out).toBe('');
  expect(await machines.mosctl('alpha', '-N', 'beta', 'audit')).toMatchObject({ code: 2 });
  expect((await machines.mosctl('gamma', 'audit')).err).toContain('no audit log yet');
  await machines.stop('alpha');
  expect(lines('alpha').at(-1)).toMatchObject({ event: 'agent-ended' });
  // What was counted is not lost with it.
  expect(of('alpha', 'key-refused').some(({ times, id }) => id === null && (times ?? 0) >= 5)).toBe(true);
});
