/** Machines that join by token, find each other at each start, and tell in one line why somebody is not let in. */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Avahi, avahiIsMissing } from '../support/lan/avahi.ts';
import { LanNode } from '../support/lan/node.ts';
import { until } from '../support/until.ts';
import { Trio } from './trio.ts';

const program = fileURLToPath(new URL('./programs/steady.ts', import.meta.url));

let trio: Trio;
/** A fourth machine, of somebody else. */
let visitor: LanNode;
beforeAll(async () => {
  trio = await Trio.build();
  visitor = new LanNode(await trio.lan.add('visitor'), trio.commands);
});
afterAll(() => trio.remove());
afterEach(async () => {
  await visitor.machine.killAll();
  rmSync(visitor.machine.home, { recursive: true, force: true });
});

/** What a command that fails says: one line. */
async function complaint(node: LanNode, command: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await node.run(command, ...args);
  expect({ stdout, code, lines: stderr.split('\n').length }).toEqual({ stdout: '', code: 1, lines: 2 });
  return stderr.trimEnd();
}

describe('a cluster of three', () => {
  let usedToken: string;

  it('two join by token, the second of the first that joined; all know all', async () => {
    const [first, second, third] = trio.nodes;
    await first.omd();
    usedToken = await first.token();
    await second.omd('--join', usedToken);
    await third.omd('--join', await second.token());
    await trio.allSee();
    const ids = trio.nodes.map(({ id }) => id).sort();
    expect(new Set(ids).size).toBe(3);
    for (const node of trio.nodes) {
      const { peers } = await node.peers();
      expect(peers.map(({ id }) => id).sort()).toEqual(ids);
      for (const { state, reason } of peers) expect({ state, reason }).toEqual({ state: 'up', reason: null });
    }
  });

  it.skipIf(avahiIsMissing() !== null)(
    `avahi-browse on another machine lists all three (${avahiIsMissing() ?? 'Avahi is here'})`,
    async () => {
      const avahi = await Avahi.start(visitor.machine);
      await until(async () => (await avahi.browse('_omosix._tcp')).length >= 3);
      const listed = (await avahi.browse('_omosix._tcp')).map(({ address, txt }) => `${txt.name} ${address}`);
      const expected = trio.nodes.map((node) => `${node.name} ${trio.lan.addressOf(node.machine)}`);
      expect(listed.sort()).toEqual(expected.sort());
    },
  );

  it('one that starts again with another address is found by mDNS', async () => {
    const third = trio.nodes[2];
    await third.shutdown();
    const address = trio.lan.setAddress(third.machine, 103);
    await third.omd();
    await trio.allSee();
    const { peers } = await trio.nodes[0].peers();
    expect(peers.find(({ name }) => name === 'lab3')!.addresses[0]!.host).toBe(address);
  });

  it('without multicast the last addresses serve', async () => {
    const [, second, third] = trio.nodes;
    trio.lan.multicast(false);
    for (const node of [second, third]) await node.shutdown();
    for (const node of [second, third]) await node.omd();
    await trio.allSee();
    trio.lan.multicast(true);
  });

  it('a token that was used, one that has expired, one with a slip of the pen: told in a line', async () => {
    const [first] = trio.nodes;
    expect(await complaint(visitor, 'omd', '-n', '--join', usedToken)).toMatch(
      /^omd: .*used already.*mosctl invite/,
    );
    const short = JSON.parse(await first.token('--expires', '1s', '--json'));
    await until(() => Date.now() > short.expiresAtMs + 100);
    expect(await complaint(visitor, 'omd', '-n', '--join', short.token)).toMatch(
      /^omd: .*expired.*mosctl invite/,
    );
    const token = await first.token();
    const slip = token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    const { stderr, code } = await visitor.run('omd', '-n', '--join', slip);
    expect([code, stderr.split('\n').length]).toEqual([2, 2]);
    expect(stderr).toMatch(/^omd: /);
  });

  it('no route to who invites: told in a line', async () => {
    const token = await trio.nodes[0].token();
    const address = trio.lan.takeAddress(visitor.machine);
    try {
      expect(await complaint(visitor, 'omd', '-n', '--join', token)).toMatch(
        /^omd: .*no route to 10\.97\.0\.1:4712$/,
      );
    } finally {
      trio.lan.setAddress(visitor.machine, Number(address.split('.')[3]));
    }
  });

  it('one whose key nobody knows is a stranger: it sees nobody, and is told why', async () => {
    const [first] = trio.nodes;
    const key = (await first.must('omd', '--key')).trim().split(' ')[1];
    const host = trio.lan.addressOf(first.machine);
    const own = trio.lan.addressOf(visitor.machine);
    writeFileSync(visitor.path('map'), `${first.id} ${host} 1 key=${key}\n60000 ${own} 1\n`);
    await visitor.omd('--map', visitor.path('map'), '--id', '60000', '--name', 'visitor');
    const seen = async () => (await visitor.peers()).peers.find(({ name }) => name !== 'visitor');
    await until(async () => (await seen())?.state === 'refused');
    expect((await seen())!.reason).toMatch(/\w/);
    expect(await visitor.sees()).toEqual(['visitor']);
    await until(async () =>
      (await first.peers()).strangers.some(({ name }) => name === 'visitor' || name === null),
    );
    await trio.allSee();
  });

  it('a stranger that fills the door of one member keeps no other out', async () => {
    const [first, second] = trio.nodes;
    const host = trio.lan.addressOf(first.machine);
    const flood = `for (let i = 0; i < 300; i++) require('node:net').connect(${first.port}, '${host}').on('error', () => {});
      console.log('there'); setInterval(() => {}, 1000);`;
    const flooding = visitor.machine.start([process.execPath, '-e', flood]);
    await new Promise((resolve) => flooding.stdout.once('data', resolve));
    await second.shutdown();
    await second.omd();
    await trio.allSee();
  });

  it('two of one name: who asks for the name is told both IDs', async () => {
    await visitor.omd('--join', await trio.nodes[0].token(), '--name', 'lab2');
    const [first, second] = trio.nodes;
    await until(async () => (await first.sees()).filter((name) => name === 'lab2').length === 2);
    const { stderr, code } = await first.run('omrun', '-j', 'lab2', program);
    expect(code).not.toBe(0);
    expect(stderr).toContain(String(second.id));
    expect(stderr).toContain(String(visitor.id));
  });
});
