/**
 * Guests that mean ill, as real processes: programs that use up what they get, and hosts that lie. Each fails by itself; who is beside it and the agent go on.
 * Further tricks, by name: guest.test.ts (out of the program's world), walls.test.ts (out of its process), grants.test.ts (into its home), member.test.ts
 * (a whole node). `npm run test:hostile` runs all of them, with what takes longer here.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { confinement } from '../../agent/confine/confined.ts';
import { GuestGroups } from '../../agent/confine/groups/guest-groups.ts';
import { HostProcess } from '../../agent/guests/host-process.ts';
import { MAX_FRAME_BYTES, MAX_HEAD_BYTES } from '../../protocol/limits.ts';
import { Commands, ended } from '../support/commands.ts';
import { isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

const isWhole = process.env.OMOSIX_WHOLE === '1';
const bombs = fileURLToPath(new URL('./programs/bombs.ts', import.meta.url));

describe('a program that uses up what it gets', () => {
  let commands: Commands;
  beforeAll(() => {
    commands = new Commands();
  });
  afterAll(() => commands.remove());

  const memory = 'omrun: task lost: its host process ran out of memory\n';
  const ends: [string, object][] = [
    ['memory', { stderr: memory, code: 1 }],
    ['recursion', { stdout: 'RangeError\n', code: 0 }],
    ['text', { code: 1 }],
    ['timers', { stdout: 'many\n', code: 0 }],
    ['promises', { stdout: 'many\n', code: 0 }],
    ['threads', { code: 0 }],
  ];
  it.each(isWhole ? ends : ends.slice(0, 1))(
    '%s',
    async (bomb, end) => {
      const omrun = await commands.run('omrun', ['--nodes', '2', '-j', '2', '-L', '-m', '48', bombs, bomb]);
      expect(omrun).toMatchObject(end);
      expect(commands.leftovers()).toEqual([]);
    },
    300_000,
  );

  it.runIf(isWhole)('a loop that nothing interrupts ends with its deputy', async () => {
    const child = commands.start('omrun', ['--nodes', '2', '-j', '2', '-L', bombs, 'regex']);
    await until(async () => (await commands.tasks()).length > 0 || child.exitCode !== null);
    child.kill('SIGTERM');
    expect((await ended(child)).signal).toBe('SIGTERM');
  });
});

describe('a node whose guests have control groups', () => {
  let commands: Commands;
  beforeAll(() => {
    commands = new Commands();
  });
  afterAll(() => commands.remove());

  const missing = GuestGroups.open().missing;
  it.runIf(isWhole && missing === null)(
    'memory outside of V8’s heap: the guest is ended, its node goes on and has written it down',
    async () => {
      const at = (name: string) => ({ OMOSIX_HOME: join(commands.directory, name) });
      const run = async (name: string, command: string, ...args: string[]) =>
        ended(commands.start(command, args, commands.directory, at(name)));
      const agents: ChildProcessWithoutNullStreams[] = [];
      const omd = async (name: string, ...args: string[]): Promise<void> => {
        const own = ['-n', '--name', name, '--listen', '127.0.0.1:0', '--no-mdns', '--no-history', ...args];
        const agent = commands.start('omd', own, commands.directory, at(name));
        agents.push(agent);
        await once(agent.stdout, 'data');
      };
      try {
        await omd('one');
        const { stdout: token } = await run('one', 'mosctl', 'invite');
        await omd('two', '--join', token.trim());
        await until(async () => (await run('one', 'mosctl', 'isup', 'two')).code === 0);
        await run('two', 'mosctl', 'setlimit', '--memory', '256M');
        const bomb = await run('one', 'omrun', '-j', 'two', '-L', bombs, 'buffers');
        const why = 'its host process took more memory than its node gives a guest (384 MiB)';
        expect(bomb).toMatchObject({ code: 1, stdout: '', stderr: `omrun: task lost: ${why}\n` });
        expect((await run('two', 'mosctl', 'status')).stdout).toContain(
          'a control group of its own (memory, pids)',
        );
        const { stdout } = await run('two', 'mosctl', 'audit', '--json', '-k', 'guest-ended');
        expect(JSON.parse(stdout)).toMatchObject({ program: 'bombs.ts', reason: why });
        expect(await run('one', 'omrun', '-j', 'two', '-L', bombs, 'recursion')).toMatchObject({ code: 0 });
      } finally {
        for (const agent of agents) agent.kill('SIGTERM');
        await Promise.all(agents.map((agent) => ended(agent)));
      }
    },
    120_000,
  );
});

describe('a host that lies to its agent', () => {
  const header = (bodyBytes: number, type: number, headBytes: number): string => {
    const bytes = Buffer.alloc(9);
    bytes.writeUInt32BE(bodyBytes, 0);
    bytes.writeUInt8(type, 4);
    bytes.writeUInt32BE(headBytes, 5);
    return bytes.toString('hex');
  };
  const message = (head: unknown, type = 0): string => {
    const text = Buffer.from(typeof head === 'string' ? head : JSON.stringify(head));
    return header(5 + text.length, type, text.length) + text.toString('hex');
  };

  /** What it says on its channel, and then waits for. */
  async function sayer(said: string, descriptor = 3): Promise<{ host: HostProcess; end: Promise<string> }> {
    const { way } = await confinement();
    const script = `const fs = require('node:fs');
      fs.writeSync(${descriptor}, Buffer.from('${said}', 'hex'));
      setInterval(() => {}, 1e6);`;
    const host = new HostProcess(Buffer.from(script), way, { locale: {}, memoryMb: null, addons: null });
    const end = new Promise<string>((exit) => {
      host.listen({ message() {}, records() {}, bulk() {}, exit });
    });
    return { host, end };
  }

  const lies: [string, string, number?][] = [
    ['a frame beyond the limit', header(MAX_FRAME_BYTES + 1, 0, 2)],
    ['the longest number there is', 'ffffffff00ffffffff'],
    ['a head beyond the limit', header(MAX_FRAME_BYTES, 0, MAX_HEAD_BYTES + 1)],
    ['a head that is longer than its frame', header(10, 0, 100)],
    ['a frame of no known type', message({}, 9)],
    ['a head that is no JSON', message('{"op"')],
    ['a word that does not exist', message({ op: 'obey' })],
    ['a number that is none', message({ op: 'ready', pid: 'one', nodeVersion: '1' })],
    ['another one’s prototype', message('{"__proto__":{"op":"ready"},"op":"__proto__"}')],
    ['what is no message on its side channel', message({ what: 'nothing' }, 2), 6],
  ];
  it.each(isWhole ? lies : lies.filter((_, n) => n % 3 === 0))('%s', async (_what, said, descriptor) => {
    const { host, end } = await sayer(said, descriptor);
    expect(await end).toMatch(/^its host process broke the protocol: /);
    await until(() => !isAlive(host.pid));
  });

  it('one that says nothing at all is nothing but idle', async () => {
    const { host, end } = await sayer('');
    await until(() => readFileSync(`/proc/${host.pid}/cmdline`, 'latin1').startsWith(process.execPath));
    host.kill();
    expect(await end).toBe('its host process was killed by SIGKILL');
  });
});

test('Node’s permission model is not the only thing between a guest and this machine, where bubblewrap is', async ({
  skip,
}) => {
  const { way, missing } = await confinement();
  if (missing.some(({ why }) => why.includes('bwrap'))) return skip('there is no bubblewrap');
  expect({ walls: way.walls.length, missing }).toEqual({ walls: 7, missing: [] });
});
