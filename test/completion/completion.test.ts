/** `--completion SHELL` of every command, in the shells themselves. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manPage } from '../../tools/man.mjs';
import { root } from '../house/sources.ts';
import { Commands, ended } from '../support/commands.ts';
import { shareOf } from '../support/share.ts';
import { hasTmux, Tmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';

const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
};
const names = Object.keys(bin);

let commands: Commands;
/** Where the shells are. */
let work: string;
beforeAll(() => {
  commands = new Commands();
  work = join(commands.directory, 'work');
  mkdirSync(join(work, 'directory'), { recursive: true });
  for (const file of ['a b.ts', 'other.txt']) writeFileSync(join(work, file), '');
  mkdirSync(join(commands.directory, 'bin'));
  for (const name of names)
    writeFileSync(
      join(commands.directory, 'bin', name),
      `#!/bin/sh\nexec ${process.execPath} ${commands.path(name)} "$@"\n`,
      { mode: 0o755 },
    );
});
afterAll(() => commands.remove());

async function script(name: string, shell: string): Promise<string> {
  const { stdout, stderr, code } = await commands.run(name, ['--completion', shell]);
  expect([stderr, code]).toEqual(['', 0]);
  const path = join(commands.directory, `${name}.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

const here = (program: string): boolean =>
  spawnSync(program, program === 'groff' ? ['-v'] : ['-c', 'true']).status === 0;

/** As they are installed: the scripts ask the commands themselves for nodes and tasks. */
const env = (): NodeJS.ProcessEnv => ({
  ...commands.env,
  PATH: `${commands.directory}/bin:${process.env.PATH}`,
  XDG_CONFIG_HOME: commands.directory,
});

/** What the shell offers for the last word of the line. */
async function bash(...line: string[]): Promise<string[]> {
  const name = line[0]!;
  const words = line.map((word) => `'${word}'`).join(' ');
  const text = `source '${await script(name, 'bash')}'
    COMP_WORDS=(${words}) COMP_CWORD=${line.length - 1}; _${name}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', text], { cwd: work, encoding: 'utf8', env: env() });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

async function fish(line: string): Promise<string[]> {
  const text = `source '${await script(line.split(' ')[0]!, 'fish')}'; complete -C '${line}'`;
  const { stdout } = spawnSync('fish', ['--no-config', '-c', text], {
    cwd: work,
    encoding: 'utf8',
    env: env(),
  });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((offer) => offer.split('\t')[0]!);
}

describe.each(shareOf(names, 2))('%s', (name) => {
  it('every option of --help is offered', async () => {
    const { stdout } = await commands.run(name, ['--help']);
    const options = [...stdout.matchAll(/^ {2,6}(?:-\w, | {2,4})?(--[\w-]+)/gm)].map(([, option]) => option!);
    expect(options).toContain('--completion');
    expect((await bash(name, '--')).sort()).toEqual([...new Set(options)].sort());
  });

  it.skipIf(!here('zsh'))('zsh understands its script (skipped where there is no zsh)', async () => {
    const { stderr, status } = spawnSync('zsh', ['-n', await script(name, 'zsh')], { encoding: 'utf8' });
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('its man page has all options and examples, and troff has nothing to say about it (skipped where there is none)', async () => {
    const { stdout, code } = await commands.run(name, ['--help-all']);
    expect(code).toBe(0);
    const page = manPage(name, stdout, names, '1.2.3');
    expect(page).toMatch(/^\.TH [A-Z]+ 1 "" "omosix 1\.2\.3" "omosix"\n\.SH NAME\n\w+ \\- [a-z]/);
    const options = [...stdout.matchAll(/^ {2,6}(?:-\w, | {2,4})?(--[\w-]+)/gm)].map(([, option]) => option!);
    expect(options.filter((option) => !page.includes(option.replaceAll('-', '\\-')))).toEqual([]);
    for (const part of stdout.split('\f')) expect(part).toMatch(/^(Examples:|EXAMPLES)$/m);
    if (!here('groff')) return;
    const lint = spawnSync('groff', ['-man', '-Tutf8', '-K', 'utf8', '-ww', '-z'], {
      input: page,
      encoding: 'utf8',
    });
    expect([lint.stderr, lint.status]).toEqual(['', 0]);
  });

  it('another shell is refused in one line', async () => {
    const { stderr, code } = await commands.run(name, ['--completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^.*--completion.*bash, zsh, fish\.?\n$/);
  });
});

describe('what is offered', () => {
  it('verbs, then the options of the verb', async () => {
    expect(await bash('mosctl', 'sta')).toEqual(expect.arrayContaining(['status']));
    expect(await bash('mosctl', 'status', '--j')).toEqual(['--json']);
    expect(await bash('mosctl', 'shutdown', '--j')).toEqual([]);
  });

  it('the values of an option that has a list of them', async () => {
    expect(await bash('omd', '--log-level', 'd')).toEqual(['debug']);
    expect(await bash('omd', '--id', '')).toEqual([]);
  });

  it('programs and directories for omrun, files for options that want one', async () => {
    expect(await bash('omrun', '')).toEqual(['directory', 'a b.ts']);
    expect(await bash('omd', '--map', 'o')).toEqual(['other.txt']);
    expect(await bash('migrate', '4711', 'ho')).toEqual(['home']);
  });

  it.skipIf(!here('fish'))('in fish, too (skipped where there is no fish)', async () => {
    expect(await fish('mosctl sta')).toContain('status');
    expect(await fish('mosctl status --j')).toEqual(['--json']);
    expect(await fish('omd --log-level d')).toEqual(['debug']);
    expect(await fish('omrun a')).toEqual(['a b.ts']);
  });
});

const SHELLS = [
  ['bash', 'bash --norc --noprofile'],
  ['zsh', 'zsh -f'],
  ['fish', 'fish --no-config'],
].filter(([shell]) => hasTmux && here(shell!)) as [name: string, start: string][];

/** With a node and a task that there are. */
describe('live', () => {
  let agent: ChildProcess;
  let task: ChildProcessWithoutNullStreams;
  beforeAll(async () => {
    const node = [
      '--no-mdns',
      '--no-history',
      '--listen',
      '127.0.0.1:0',
      '--id',
      '77',
      '--name',
      'lab-seven',
    ];
    agent = commands.start('omd', ['-n', '--quiet', ...node]);
    await until(async () => (await commands.run('mosctl', ['status'])).code === 0);
    writeFileSync(join(work, 'waits.js'), "console.log('up'); setInterval(() => {}, 1000);");
    task = commands.start('omrun', [join(work, 'waits.js')]);
    await once(task.stdout, 'data');
  });
  afterAll(async () => {
    for (const each of [task, agent]) {
      const over = once(each, 'exit');
      each.kill('SIGTERM');
      await over;
    }
    rmSync(join(work, 'waits.js'));
  });

  it('what --complete prints; nothing, and no agent, where none runs', async () => {
    expect((await commands.run('mps', ['--complete', 'nodes'])).stdout).toBe('77\nlab-seven\n');
    expect((await commands.run('migrate', ['--complete', 'tasks'])).stdout).toBe(`77:${task.pid}\n`);
    expect(await commands.run('omrun', ['--complete', 'kept'])).toMatchObject({ stdout: '', code: 0 });
    const none = commands.start('mps', ['--complete', 'tasks'], work, { OMOSIX_HOME: join(work, 'none') });
    expect(await ended(none)).toEqual({ stdout: '', stderr: '', code: 0, signal: null });
  });

  // Each takes some seconds: one of them in each run.
  it.skipIf(SHELLS.length === 0).each(shareOf(SHELLS, SHELLS.length))(
    '%s: Tab completes verbs, options, nodes, lists of them and tasks',
    async (shell, start) => {
      const scripts = await Promise.all(
        ['mosctl', 'migrate', 'omrun', 'omkill'].map((name) => script(name, shell)),
      );
      const terminal = new Tmux(commands.directory, env(), { columns: 120 });
      try {
        terminal.type(`cd ${work}; exec ${start}`);
        if (shell === 'zsh') terminal.type('autoload -Uz compinit; compinit -u -D');
        for (const one of scripts) terminal.type(`source '${one}'`);
        terminal.type('echo rea""dy');
        await terminal.shows(/^ready/m);
        for (const [typed, line] of [
          ['mosctl shutd', 'mosctl shutdown'],
          ['mosctl status --js', 'mosctl status --json'],
          ['mosctl isup lab', 'mosctl isup lab-seven'],
          ['omrun -j 77,lab', 'omrun -j 77,lab-seven'],
          ['migrate 77:', `migrate 77:${task.pid}`],
          [`omkill 77:${task.pid} 77:`, `omkill 77:${task.pid} 77:${task.pid}`],
          ['migrate 77:1 hom', 'migrate 77:1 home'],
          ['omrun wai', 'omrun waits.js'],
        ] as const) {
          terminal.tmux('send-keys', '-l', typed);
          terminal.keys('Tab');
          await terminal.shows(new RegExp(`${line}\\s*$`, 'm'));
          terminal.keys('C-e', 'C-u');
        }
      } finally {
        terminal.close();
      }
    },
  );
});
