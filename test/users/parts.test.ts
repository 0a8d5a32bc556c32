/** The pure parts behind the ssh door: what a line means, what a key does, which request waits for which. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mustWait, Order, type Touches } from '../../agent/mfs/sftp/order.ts';
import { absolute, areaOf } from '../../agent/mfs/sftp/paths.ts';
import { makeKey } from '../../agent/transport/keys.ts';
import { authorizedKeys } from '../../agent/users/authorized-keys.ts';
import { wordsOf } from '../../agent/users/command-line.ts';
import { environmentOf, mayBeSet } from '../../agent/users/environment.ts';
import { KeyFile } from '../../agent/users/key-file.ts';
import { shown, typed } from '../../agent/users/line-discipline.ts';

describe('a command line', () => {
  it.each([
    ['mps --json', ['mps', '--json']],
    ['  mosctl   -N  2 status ', ['mosctl', '-N', '2', 'status']],
    [`omfs ls '/mfs/2/a b' "c \\"d\\" \\x" e\\ f`, ['omfs', 'ls', '/mfs/2/a b', 'c "d" \\x', 'e f']],
    [`a''b "" ''`, ['ab', '', '']],
    ['omfs ls *?[a] ~ # {1,2}', ['omfs', 'ls', '*?[a]', '~', '#', '{1,2}']],
    [`'$(x)' ';'`, ['$(x)', ';']],
    ['', []],
  ])('%j', (line, words) => expect(wordsOf(line)).toEqual(words));

  it.each([
    'mps; ls',
    'mps|sh',
    'mps && ls',
    'mps > f',
    'mps < f',
    'mps `ls`',
    'mps $(ls)',
    'mps "$HOME"',
    'mps "`x`"',
    'a\nb',
    '(mps)',
  ])('%j is no command: a shell would make something else of it', (line) =>
    expect(() => wordsOf(line)).toThrow(/has no meaning here/),
  );
  it.each([`'a`, '"a', 'a\\'])('%j is not closed', (line) =>
    expect(() => wordsOf(line)).toThrow('a quote is not closed'),
  );

  it('is what a shell reads', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[\w./:=-]{1,8}$/),
      fc.stringMatching(/^'[\w ;|$"]{0,8}'$/),
      fc.stringMatching(/^"[\w ';|]{0,8}"$/),
      fc.constantFrom('\\ ', '\\;', '\\\\', '" \\" "', ' ', '  '),
    );
    const lines = fc.sample(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      60,
    );
    const script = lines
      .map((line) => `for w in ${line}; do printf '%s\\0' "$w"; done; printf '\\n'`)
      .join('\n');
    const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, -1);
    expect(lines.map((line) => wordsOf(line))).toEqual(read.map((words) => words.split('\0').slice(0, -1)));
  });
});

describe('authorized_keys', () => {
  const one = makeKey().public;
  it('takes keys with and without comments, and leaves comments and empty lines out', () => {
    const { keys, refused } = authorizedKeys(`# mine\n\n${one} ann at home\r\n  ${one}\n`);
    expect(keys.map(({ comment }) => comment)).toEqual(['ann at home', '']);
    expect(keys[0]).toMatchObject({ type: 'ssh-ed25519', base64: one.split(' ')[1] });
    expect(refused).toEqual([]);
  });
  it.each([
    [`restrict ${one}`, /options/],
    [`command="x" ${one}`, /options/],
    ['ssh-dss AAAA', /no type of key/],
    ['ssh-ed25519 AAAA', /no such key/],
    [one.replace('ssh-ed25519', 'ssh-rsa'), /no such key/],
    ['nonsense', /no type of key/],
  ])('%j admits nobody, and says why', (line, why) => {
    const { keys, refused } = authorizedKeys(`\n${line}\n`);
    expect(keys).toEqual([]);
    expect(refused).toEqual([{ line: 2, reason: expect.stringMatching(why) }]);
  });
});

describe('the file of keys', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'omx-keys-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  const key = (): { type: string; base64: string; comment: string } => {
    const [type, base64] = makeKey().public.split(' ') as [string, string];
    return { type, base64, comment: 'test' };
  };

  it('is made with its directory, for its user alone; keys come once and go, all else stays', () => {
    const file = new KeyFile(join(directory, 'config'));
    expect(file.read().keys).toEqual([]);
    const [one, two] = [key(), key()];
    file.add(one);
    file.add(one);
    writeFileSync(file.path, `# who\n${readFileSync(file.path, 'utf8')}nonsense`);
    file.add(two);
    expect(file.read().keys).toEqual([one, two]);
    file.remove([one]);
    expect(file.read().keys).toEqual([two]);
    expect(readFileSync(file.path, 'utf8')).toBe(`# who\nnonsense\n${two.type} ${two.base64} test\n`);
  });

  it('counts only where nobody else could have written it', () => {
    const config = join(directory, 'config');
    mkdirSync(config, { mode: 0o755 });
    const file = new KeyFile(config);
    file.add(key());
    chmodSync(file.path, 0o664);
    expect(() => file.read()).toThrow(/authorized_keys could be written by others/);
    chmodSync(file.path, 0o600);
    chmodSync(config, 0o777);
    expect(() => file.read()).toThrow(/config could be written by others/);
  });
});

describe('a terminal without a pty', () => {
  it('gives signals for keys while it is not raw, and lines end with a newline', () => {
    expect(typed(Buffer.from('a\rb\x03c\x04\x1c'), false)).toEqual([
      { keys: Buffer.from('a\nb') },
      { signal: 'SIGINT' },
      { keys: Buffer.from('c') },
      { end: true },
      { signal: 'SIGQUIT' },
    ]);
    expect(typed(Buffer.from('\x03\r'), true)).toEqual([{ keys: Buffer.from('\x03\r') }]);
  });
  it('shows lines as terminals want them, and leaves bytes alone', () => {
    expect(shown(Buffer.from('ä\nb\r\n')).toString()).toBe('ä\r\nb\r\r\n');
    expect([...shown(Buffer.of(0xff, 10, 0x80))]).toEqual([0xff, 13, 10, 0x80]);
  });
});

describe('the environment of a command', () => {
  it('takes from a client what concerns its terminal, and nothing else', () => {
    expect(mayBeSet('LC_ALL', 'de_DE.UTF-8')).toBe(true);
    for (const name of ['PATH', 'LD_PRELOAD', 'NODE_OPTIONS', 'OMOSIX_HOME', 'LC_', 'LANG2'])
      expect([name, mayBeSet(name, 'x')]).toEqual([name, false]);
    expect(mayBeSet('LANG', '../../x y')).toBe(false);
  });
  it('has of the agent’s own what it needs', () => {
    const agent = {
      PATH: '/bin',
      NODE_OPTIONS: '--x',
      LANG: 'C',
      SECRET: 's',
      OMOSIX_HOME: '/h',
      XDG_RUNTIME_DIR: '/r',
    };
    const ours = { PATH: '/bin', OMOSIX_HOME: '/h', XDG_RUNTIME_DIR: '/r', OMOSIX_OVER_SSH: '1' };
    expect(environmentOf(agent, {})).toEqual({ ...ours, LANG: 'C' });
    expect(environmentOf(agent, { LC_ALL: 'en_US.UTF-8' })).toEqual({ ...ours, LC_ALL: 'en_US.UTF-8' });
  });
});

describe('the order of requests', () => {
  const areas = ['/mfs/2'];
  const look: Touches = { areas, how: 'look' };
  const change: Touches = { areas, how: 'change' };
  const part = (how: 'read' | 'write', from: number, file = 'a'): Touches => ({
    areas,
    how,
    file,
    from,
    to: from + 10,
  });

  it.each<[string, Touches, Touches, boolean]>([
    ['two looks', look, look, false],
    ['a look after a change', look, change, true],
    ['a change after a look', change, look, true],
    ['a change after a read', change, part('read', 0), true],
    ['two reads of one part', part('read', 0), part('read', 0), false],
    ['a read of what is being written', part('read', 5), part('write', 0), true],
    ['a write beside a write', part('write', 10), part('write', 0), false],
    ['a write over a write', part('write', 9), part('write', 0), true],
    ['writes to two files', part('write', 0, 'b'), part('write', 0), false],
    ['a look after a write', look, part('write', 0), true],
    ['a look while something is read', look, part('read', 0), false],
    ['anything on another node', { ...change, areas: ['/mfs/3'] }, change, false],
    ['what concerns both', { ...change, areas: ['/mfs/3', '/mfs/2'] }, change, true],
  ])('%s', (_what, later, earlier, waits) => expect(mustWait(later, earlier)).toBe(waits));

  it('starts what may go on, and lets nothing overtake what it waits for', async () => {
    const order = new Order();
    const log: string[] = [];
    const gates = new Map<string, () => void>();
    const run = (name: string, touches: Touches): Promise<void> =>
      order.run(touches, async () => {
        log.push(`+${name}`);
        await new Promise<void>((resolve) => gates.set(name, resolve));
        log.push(`-${name}`);
      });
    const all = [
      run('w1', part('write', 0)),
      run('w2', part('write', 10)),
      run('c', change),
      run('l', look),
      run('x', { areas: ['/mfs/3'], how: 'change' }),
    ];
    const let_ = async (name: string): Promise<void> => {
      gates.get(name)!();
      await new Promise((resolve) => setImmediate(resolve));
    };
    expect(log).toEqual(['+w1', '+w2', '+x']);
    await let_('w2');
    await let_('x');
    expect(log).toEqual(['+w1', '+w2', '+x', '-w2', '-x']);
    await let_('w1');
    expect(log.slice(5)).toEqual(['-w1', '+c']);
    await let_('c');
    await let_('l');
    expect(log.slice(7)).toEqual(['-c', '+l', '-l']);
    await Promise.all(all);
    expect(order.length).toBe(0);
  });

  it('knows which node a path is about', () => {
    expect(['', '.', 'mfs/2/x', '/mfs//2/./x/', '/mfs/2/..'].map(absolute)).toEqual([
      '/',
      '/',
      '/mfs/2/x',
      '/mfs/2/x/',
      '/mfs/2/..',
    ]);
    expect(['/', '/mfs/2/a/b', '/mfs/2/../3/a', '/proc/hpc/nodes'].map(areaOf)).toEqual([
      '/',
      '/mfs/2',
      '/mfs/3',
      '/proc/hpc',
    ]);
  });
});
