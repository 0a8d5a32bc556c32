/** What the documents promise is there: the two lines of the README, links, commands and their options. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { root } from './sources.ts';

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const read = (page: string): string => readFileSync(join(root, page), 'utf8');

describe('documents', () => {
  it('the README opens with the two command lines', () => {
    const [, block] = /^# \w+\n\n```sh\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
    expect(block?.trimEnd().split('\n')).toEqual([
      'npm ci && npx omrun --nodes 3 workloads/compute-pi.ts 20000',
      'npm ci && npm test',
    ]);
  });

  it('the architecture opens with the straight line', () => {
    expect(read('docs/ARCHITECTURE.md')).toMatch(
      /^# Architecture\n\n## The straight line\n```\nomrun prog\.ts/,
    );
  });

  it('every link leads to a file', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target!)
        .filter((target) => !/^\w+:/.test(target) && !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('the manual against the commands', () => {
  let commands: Commands;
  beforeAll(() => {
    commands = new Commands();
  });
  afterAll(() => commands.remove());

  const manual = read('docs/commands.md');
  const chapters = new Map(
    manual.split(/^## /m).map((chapter) => [chapter.slice(0, chapter.indexOf('\n')), chapter] as const),
  );

  it.each(Object.keys(JSON.parse(read('package.json')).bin))(
    '%s: every option of --help is in it',
    async (name) => {
      const { stdout, code } = await commands.run(name, ['--help']);
      expect(code).toBe(0);
      const options = [...stdout.matchAll(/^\s+(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option!);
      const chapter = chapters.get(name) ?? '';
      // Every command has these; the page says so once.
      const common = ['--help', '--version', '--json', '--completion'];
      expect(options.length).toBeGreaterThan(0);
      expect(options.filter((option) => !common.includes(option) && !chapter.includes(option))).toEqual([]);
    },
  );

  it.each([...chapters.keys()].filter((name) => /^[a-z]+$/.test(name)))(
    '%s: no option in it is invented',
    async (name) => {
      const { stdout } = await commands.run(name, ['--help']);
      const table = (chapters.get(name) ?? '').matchAll(/^\| `(.*?)` \|/gm);
      const options = [...table].flatMap(([, cell]) => cell!.match(/--[a-z][\w-]*/g) ?? []);
      expect(options.filter((option) => !stdout.includes(option))).toEqual([]);
    },
  );
});
