/** Who may come by ssh, and what for: OpenSSH's own client against real agents. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { descendants, gone } from '../support/processes.ts';
import { hasTmux, Tmux } from '../support/tmux.ts';
import { Clients, hasSsh, until } from './clients.ts';

describe.skipIf(!hasSsh)('ssh to an agent', { timeout: 30_000 }, () => {
  let clients: Clients;
  beforeAll(async () => {
    clients = await Clients.start();
  }, 60_000);
  afterAll(() => clients?.stop());

  /** Commands that run for ssh clients at node 1. */
  const running = (): ReturnType<typeof descendants> =>
    descendants(clients.node(1).child.pid!).filter(({ command }) => command.includes('sshterm.js'));

  describe('keys', () => {
    it.each(['ed25519', 'ecdsa', 'rsa'])('%s: by the client’s own defaults', async (type) => {
      clients.key(type, type);
      const refused = await clients.ssh('-i', clients.path(type), 'bare1');
      expect(refused).toMatchObject({
        code: 255,
        stdout: '',
        stderr: expect.stringContaining('Permission denied (publickey)'),
      });
      expect(await clients.mosctl(1, 'admit', clients.path(`${type}.pub`))).toMatch(
        /^SHA256:\S+ is admitted$/m,
      );
      const admitted = ['-i', clients.path(type), 'bare1'];
      expect(await clients.ssh(...admitted)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('commands here'),
      });
      expect(await clients.mosctl(1, 'admit')).toMatch(new RegExp(`SHA256:\\S+ +${type}$`, 'm'));
      expect(await clients.mosctl(1, 'admit', '-d', type)).toMatch(/^SHA256:\S+ is not admitted any more$/m);
      expect(await clients.ssh(...admitted)).toMatchObject({ code: 255, stdout: '' });
    });

    it('one that is taken out is cut off, with what runs', async () => {
      clients.key('soon', 'ed25519');
      await clients.mosctl(1, 'admit', clients.path('soon.pub'));
      const args = ['-F', clients.path('config'), '-tt', '-i', clients.path('soon'), 'bare1', 'mosmon'];
      const held = spawn('ssh', args, { stdio: ['pipe', 'ignore', 'ignore'] });
      const ended = new Promise<number | null>((resolve) => held.once('exit', resolve));
      await until(() => running().length === 1);
      const left = running();
      await clients.mosctl(1, 'admit', '-d', 'soon');
      expect(await ended).toBe(255);
      await gone(left);
      expect(await clients.ssh('node1')).toMatchObject({ code: 0 });
    });

    it('count only in a file that nobody else can write', async () => {
      const file = join(clients.node(1).home, 'config/authorized_keys');
      chmodSync(file, 0o666);
      expect(await clients.ssh('node1')).toMatchObject({ code: 255 });
      chmodSync(file, 0o600);
      expect(await clients.ssh('node1')).toMatchObject({ code: 0 });
    });

    it('are tried twelve times on one connection, and no more', async () => {
      const wrong = Array.from({ length: 12 }, (_, n) => `wrong${n}`);
      for (const name of wrong) clients.key(name, 'ed25519');
      const tried = (names: string[]): ReturnType<Clients['ssh']> =>
        clients.ssh(...names.flatMap((name) => ['-i', clients.path(name)]), 'bare1');
      expect(await tried([...wrong.slice(0, 5), 'id'])).toMatchObject({ code: 0 });
      expect(await tried([...wrong, 'id'])).toMatchObject({ code: 255, stdout: '' });
    });

    it('of nodes and those who join are no keys of users, and user names of nodes none for users', async () => {
      for (const user of ['omosix', 'omosix-join'])
        expect(await clients.ssh('-l', user, 'node1')).toMatchObject({ code: 255, stdout: '' });
      const other = await clients.ssh('node2');
      expect(other).toMatchObject({
        code: 255,
        stderr: expect.stringContaining('Permission denied (publickey)'),
      });
    });

    it('the host’s is the node’s, as ssh-keyscan finds it; another one is not trusted', async () => {
      const { port, key } = clients.node(1);
      const found = execFileSync('ssh-keyscan', ['-p', String(port), '127.0.0.1'], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(found).toBe(`[127.0.0.1]:${port} ${key}\n`);
      writeFileSync(clients.path('other_hosts'), `[127.0.0.1]:${port} ${clients.node(2).key}\n`);
      const strict = await clients.ssh(
        '-o',
        `UserKnownHostsFile=${clients.path('other_hosts')}`,
        'node1',
        'mps',
      );
      expect(strict).toMatchObject({
        code: 255,
        stderr: expect.stringContaining('Host key verification failed'),
      });
    });
  });

  describe('no more than commands and files', () => {
    it('tells what there is, and refuses all else in a line', async () => {
      expect(await clients.ssh('node1')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^omosix: commands here: mosmon migmon .*mps mosctl migrate.*\n$/),
      });
      const said = async (command: string): Promise<[number | null, string]> => {
        const { code, stdout, stderr } = await clients.ssh('node1', command);
        expect(stdout).toBe('');
        return [code, stderr];
      };
      expect(await said('bash -c id')).toEqual([
        127,
        expect.stringMatching(/^omosix: bash: not here; commands are [^\n]*\n$/),
      ]);
      for (const name of [
        'omrun x.ts',
        'omd',
        'omimg /etc/passwd',
        '../dist/mps',
        'sshterm',
        'rsync --version',
      ])
        expect(await said(name)).toEqual([127, expect.stringContaining('not here')]);
      expect(await said('mps; id')).toEqual([2, expect.stringContaining("';' has no meaning here")]);
      expect(await said(`mps ${'x'.repeat(5000)}`)).toEqual([127, expect.stringContaining('not here')]);
      expect(await said('scp -t /tmp')).toEqual([1, expect.stringContaining('leave out -O')]);
    });

    it('has no way into the network behind it, nor the client’s agent', async () => {
      const to = await clients.ssh('-W', `127.0.0.1:${clients.node(2).port}`, 'node1');
      expect(to).toMatchObject({ code: 255, stdout: '' });
      const back = await clients.ssh('-o', 'ExitOnForwardFailure=yes', '-R', '0:127.0.0.1:1', 'node1', 'mps');
      expect(back).toMatchObject({ code: 255, stdout: '' });
    });

    it('decides nothing about who comes in, and reaches no file of the machine', async () => {
      for (const command of [
        'mosctl admit',
        `mosctl admit ${clients.path('id.pub')}`,
        'mosctl invite',
        'mosctl revoke 2',
        'mosctl grant 2 admin',
        'mosctl export / rw',
        'mosctl mfs',
      ])
        expect(await clients.ssh('node1', command)).toMatchObject({
          code: 1,
          stdout: '',
          stderr: expect.stringContaining('decided on the machine itself'),
        });
      const env = [
        '-o',
        'SetEnv=OMOSIX_OVER_SSH= NODE_OPTIONS=--version LC_ALL=C.UTF-8',
        'node1',
        'mosctl',
        'admit',
      ];
      expect(await clients.ssh(...env)).toMatchObject({ code: 1, stdout: '' });
    });
  });

  describe('a command', () => {
    it('has its arguments, its exit code, both streams, and no colours without a terminal', async () => {
      const status = await clients.ssh('node1', "mosctl 'status' --json");
      expect(JSON.parse(status.stdout)[0].nodes).toHaveLength(2);
      expect(await clients.ssh('node1', 'mosctl', 'isup', '77')).toMatchObject({ code: 1 });
      expect(await clients.ssh('node1', 'mosctl', '--nonsense')).toMatchObject({ code: 2, stdout: '' });
      const once = await clients.ssh('node1', 'mosmon', '--once');
      expect(once.stdout).toContain('█');
      expect(once.stdout).not.toContain('\u001b');
      const ascii = await clients.ssh('-o', 'SetEnv=LC_ALL=C', 'node1', 'mosmon', '--once');
      expect(ascii.stdout).toMatch(/^[\x20-\x7e\n]*$/);
    });

    it('is one of ten at most on a connection', async () => {
      const control = ['-o', `ControlPath=${clients.path('many')}`, '-o', 'ProxyCommand=false'];
      const held = spawn('ssh', [
        '-F',
        clients.path('config'),
        '-o',
        `ControlPath=${clients.path('many')}`,
        '-MN',
        'node1',
      ]);
      try {
        await until(async () => (await clients.ssh(...control, '-O', 'check', 'node1')).code === 0);
        const args = ['-F', clients.path('config'), ...control, '-s', 'node1', 'sftp'];
        const many = Array.from({ length: 12 }, () =>
          spawn('ssh', args, { stdio: ['pipe', 'ignore', 'ignore'] }),
        );
        const ends: (number | null)[] = [];
        for (const one of many) one.once('exit', (code) => ends.push(code));
        await until(() => ends.length === 2);
        expect(ends).toEqual([255, 255]);
        for (const one of many) one.stdin.end();
        await until(() => ends.length === 12);
        expect(ends.slice(2)).toEqual(Array.from({ length: 10 }, () => 0));
        expect(await clients.ssh(...control, 'node1')).toMatchObject({ code: 0 });
      } finally {
        held.kill();
      }
    });

    it('ends with its client, however that ends', async () => {
      const client = spawn('ssh', ['-F', clients.path('config'), '-tt', 'node1', 'mosmon'], {
        stdio: 'pipe',
      });
      await until(() => running().length === 1);
      const [command] = running();
      client.kill('SIGKILL');
      await gone([command!]);
    });
  });

  describe.skipIf(!hasTmux)('in a terminal', () => {
    it('mosmon is drawn in its size, follows it, has its keys, and leaves the terminal as it was', async () => {
      const terminal = new Tmux(clients.commands.directory, process.env, { columns: 90, rows: 24 });
      try {
        terminal.type(`ssh -F ${clients.path('config')} -t node1 mosmon; echo "ended: $?"`);
        await terminal.shows(/ all {2}2 nodes/);
        const title = (width: number): RegExp =>
          new RegExp(`^(?=.{${width - 1}}$) mosmon  seen from node 1 \\(node1\\) +history: load$`, 'm');
        await terminal.shows(title(90));
        terminal.resize(60, 16);
        await terminal.shows(title(60));
        terminal.keys('m');
        await terminal.shows(/history: memory/);
        // There is no shell to go back to: it stays.
        terminal.keys('C-z', 's');
        await terminal.shows(/history: speed/);
        terminal.keys('q');
        await terminal.shows(/^ended: 0$/m);
        expect(terminal.modes()).toContain('other screen 0, cursor 1, mouse 0000');
        terminal.type(`ssh -F ${clients.path('config')} -t node1 mosmon; echo "by a signal: $?"`);
        await terminal.shows(/history: load/);
        terminal.keys('C-c');
        await terminal.shows(/^by a signal: 255$/m);
        // Lines of a command that draws nothing begin at the left.
        terminal.type(`clear; ssh -F ${clients.path('config')} -t node1 mosctl status; echo "cooked: $?"`);
        await terminal.shows(
          /^It accepts guests[^\n]*\nGuests run behind[\s\S]*\n *ID +NAME[\s\S]*^cooked: 0$/m,
        );
      } finally {
        terminal.close();
      }
      await until(() => running().length === 0);
    });
  });

  it('/proc shows and sets what openMosix’s did', async () => {
    const show = async (path: string): Promise<string> => {
      const { code, stderr } = await clients.sftp(`get ${path} value`);
      expect([code, stderr]).toEqual([0, '']);
      return readFileSync(clients.path('value'), 'utf8');
    };
    const write = async (text: string, path: string): Promise<number | null> => {
      writeFileSync(clients.path('new'), text);
      return (await clients.sftp(`put new ${path}`)).code;
    };
    expect(await show('/proc/hpc/admin/mospe')).toBe('1\n');
    expect(await show('/proc/hpc/nodes/2/status')).toBe('alive\n');
    expect(Number(await show('/proc/hpc/nodes/2/tmem'))).toBeGreaterThan(1e6);
    expect(await write('1\n', '/proc/hpc/admin/block')).toBe(0);
    expect(await show('/proc/hpc/nodes/1/status')).toBe('alive blocked\n');
    expect(await clients.mosctl(1, 'status')).toMatch(/node1\* +blocked/);
    expect(await write('0', '/proc/hpc/admin/block')).toBe(0);
    expect(await show('/proc/hpc/admin/block')).toBe('0\n');
    expect(await show('/proc/hpc/admin/nomfs')).toBe('0\n');
    expect(await write('1', '/proc/hpc/admin/nomfs')).toBe(0);
    expect(await show('/proc/hpc/admin/nomfs')).toBe('1\n');
    expect(await write('0', '/proc/hpc/admin/nomfs')).not.toBe(0);
    await clients.mosctl(1, 'mfs');
    expect(await write('7', '/proc/hpc/admin/block')).not.toBe(0);
    expect(await write('1', '/proc/hpc/admin/mospe')).not.toBe(0);
    expect(await write('1', '/proc/hpc/nodes/2/load')).not.toBe(0);
    expect(await write('1', '/proc/hpc/admin/new')).not.toBe(0);
    const list = await clients.sftp('ls -1 /proc/hpc/nodes', 'ls -1 /proc/hpc/admin');
    expect(list.stdout).toContain('/proc/hpc/nodes/2');
    expect((await clients.sftp('rm /proc/hpc/admin/block')).code).not.toBe(0);
    expect((await clients.sftp('rename /proc/hpc/admin/block /proc/hpc/admin/x')).code).not.toBe(0);
    expect((await clients.sftp('mkdir /proc/hpc/new')).code).not.toBe(0);
  });

  it('/proc/PID shows where a task is, and sends it elsewhere', async () => {
    writeFileSync(clients.path('loop.ts'), 'let n = 0;\nwhile (true) if (++n % 1e8 === 0) console.log(n);\n');
    const task = clients.commands.start('omrun', ['loop.ts'], undefined, {
      OMOSIX_HOME: clients.node(1).home,
    });
    try {
      const show = async (path: string): Promise<string> => {
        await clients.sftp(`get ${path} value`);
        return readFileSync(clients.path('value'), 'utf8');
      };
      const write = async (text: string): Promise<number | null> => {
        writeFileSync(clients.path('new'), text);
        return (await clients.sftp(`put new /proc/${task.pid}/goto`)).code;
      };
      await until(async () => (await clients.sftp(`ls /proc/${task.pid}/where`)).code === 0);
      await until(async () => (await show(`/proc/${task.pid}/status`)) === 'running\n');
      expect(await show(`/proc/1:${task.pid}/cmdline`)).toBe('loop.ts\n');
      if ((await show(`/proc/${task.pid}/where`)) === '0\n') expect(await write('2\n')).toBe(0);
      expect(await show(`/proc/${task.pid}/where`)).toBe('2\n');
      const moves = Number(await show(`/proc/${task.pid}/nmigs`));
      expect(await write('home\n')).toBe(0);
      expect(await show(`/proc/${task.pid}/where`)).toBe('0\n');
      expect(Number(await show(`/proc/${task.pid}/nmigs`))).toBe(moves + 1);
      expect(await write('77\n')).not.toBe(0);
      expect(await write('nowhere\n')).not.toBe(0);
    } finally {
      task.kill('SIGKILL');
    }
    await until(async () => (await clients.sftp(`ls /proc/${task.pid}`)).code !== 0);
  });

  it('nothing of a client’s outlives its agent', async () => {
    const client = spawn('ssh', ['-F', clients.path('config'), '-tt', 'node1', 'mosmon'], { stdio: 'pipe' });
    await until(() => running().length === 1);
    const left = running();
    clients.node(1).child.kill('SIGKILL');
    await gone(left);
    await new Promise((resolve) => (client.exitCode === null ? client.once('exit', resolve) : resolve(null)));
  });
});
