/** Members that lost each other's addresses meet again by what DNS lists, in each form that it has. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bundle, until } from '../agent/fixtures/cluster.ts';
import { NameServer, nameServerIsMissing } from '../support/name-server.ts';
import { freePort, Machines } from './fixtures/machines.ts';

let bundle: Bundle;
let machines: Machines;
let server: NameServer | null = null;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
beforeEach(() => {
  machines = new Machines(bundle);
});
afterEach(async () => {
  await machines.remove();
  await server?.stop();
  server = null;
});

const missing = nameServerIsMissing();
describe.skipIf(missing !== null)(`members in DNS${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  it('meet at new addresses, by the records that omd prints and by services without keys', async () => {
    await machines.cluster('alpha', 'beta');
    for (const name of ['alpha', 'beta']) await machines.stop(name);
    server = await NameServer.start('cluster.test');
    const moved = [await freePort(), await freePort()] as const;
    const at = (port: number): string[] => ['--listen', `127.0.0.1:${port}`, '--no-mdns'];
    const records = await machines.command(
      'beta',
      'omd',
      ...at(moved[1]),
      '--name',
      'beta',
      '--dns-records',
      'cluster.test',
    );
    expect(records.err).toBe('');
    await server.update(
      ...records.out
        .trim()
        .split('\n')
        .map((line) => `update add ${line}`),
    );
    await machines.start('beta', ...at(moved[1]));
    // Nobody has told beta where alpha is now, nor alpha where beta is.
    await machines.start('alpha', ...at(moved[0]), '--dns', server.domain);
    await machines.acquainted('alpha', 'beta');

    for (const name of ['alpha', 'beta']) await machines.stop(name);
    const again = [await freePort(), await freePort()] as const;
    await server.update(
      `update add _omosix._tcp.svc.cluster.test. 1 SRV 0 0 ${again[1]} pod-1.svc.cluster.test.`,
      'update add pod-1.svc.cluster.test. 1 A 127.0.0.1',
    );
    await machines.start('beta', ...at(again[1]));
    await machines.start('alpha', ...at(again[0]), '--dns', `svc.${server.domain}`);
    await machines.acquainted('alpha', 'beta');
  });

  it('a stranger that DNS lists is shown, and stays one', async () => {
    server = await NameServer.start('cluster.test');
    const port = await machines.port('stranger');
    await machines.start('stranger');
    await server.update(
      `update add _omosix._tcp.cluster.test. 1 SRV 0 0 ${port} lab7.cluster.test.`,
      'update add lab7.cluster.test. 1 A 127.0.0.1',
    );
    await machines.start('alpha', '--dns', server.domain);
    await until(async () => (await machines.peers('alpha')).strangers.length > 0);
    const { peers, strangers } = await machines.peers('alpha');
    expect(peers.length).toBe(1);
    expect(strangers).toMatchObject([
      { id: null, name: 'lab7.cluster.test', address: `127.0.0.1:${port}`, how: 'heard' },
    ]);
    expect((await machines.mosctl('alpha', 'peers')).out).toContain('lab7.cluster.test');
  });
});

it('a node behind NAT is known by what it advertises, and by where it listens', async () => {
  await machines.start('alpha', '--advertise', 'gate.example.org:2222,203.0.113.7');
  const own = await machines.port('alpha');
  const expected = [
    { host: 'gate.example.org', port: 2222 },
    { host: '203.0.113.7', port: own },
    { host: '127.0.0.1', port: own },
  ];
  expect((await machines.view('alpha', 'alpha'))?.addresses).toEqual(expected);
  // Whoever is invited tries one after the other.
  await machines.start('beta', '--join', await machines.invite('alpha'));
  expect((await machines.view('beta', 'alpha'))?.addresses).toEqual(expected);
});
