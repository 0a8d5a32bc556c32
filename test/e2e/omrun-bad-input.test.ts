import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';

let commands: Commands;
const write = (name: string, text: string): void => writeFileSync(join(commands.directory, name), text);

beforeAll(() => {
  commands = new Commands();
  write('ok.ts', 'console.log("fine", process.argv.slice(2));');
});
afterAll(() => commands.remove());
// Whatever went wrong, nothing stays.
afterEach(() => expect(commands.leftovers()).toEqual([]));

const omrun = (...args: string[]) => commands.run('omrun', args);

describe('what is no program', () => {
  test('a file that is not there', async () => {
    expect(await omrun('nowhere.ts')).toMatchObject({
      code: 127,
      stderr: 'omrun: nowhere.ts: no such file\n',
      stdout: '',
    });
  });

  test('a binary, by path and by the name of a command', async () => {
    for (const name of ['/usr/bin/env', 'env']) {
      const { code, stderr } = await omrun(name);
      expect(code).toBe(126);
      expect(stderr).toMatch(
        /^omrun: .*env: is a native binary.*omrun runs TypeScript and JavaScript programs \(.*\)\n$/,
      );
    }
  });

  test('a directory', async () => {
    mkdirSync(join(commands.directory, 'folder'));
    const { code, stderr } = await omrun('folder');
    expect(code).toBe(126);
    expect(stderr).toMatch(/^omrun: folder: is a directory; .*\n$/);
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read (root may)', async () => {
    write('secret.ts', '');
    chmodSync(join(commands.directory, 'secret.ts'), 0);
    expect(await omrun('secret.ts')).toMatchObject({
      code: 126,
      stderr: 'omrun: secret.ts: cannot be read (EACCES)\n',
    });
  });
});

describe('wrong usage', () => {
  test.each([
    [['--nodes', '0', 'ok.ts'], /'0' is invalid.*1 to 64/],
    [['--nodes', 'x', 'ok.ts'], /'x' is invalid/],
    [['--nodes', '65', 'ok.ts'], /'65' is invalid/],
    [['--bogus', 'ok.ts'], /unknown option '--bogus'/],
    [[], /missing required argument 'program'/],
    [['--stats', '/nowhere/s', 'ok.ts'], /--stats \/nowhere\/s: ENOENT/],
  ])('%j', async (args, message) => {
    const { code, stderr, stdout } = await omrun(...args);
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
    expect(stderr).toMatch(/^omrun: /);
    expect(stderr).toMatch(message);
  });
});

describe('a program that fails', () => {
  test('a syntax error: file, line, column and the line', async () => {
    write('syntax.ts', 'const a = 1;\nconst = 2;\n');
    const { code, stderr, stdout } = await omrun('--nodes', '1', 'syntax.ts');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/syntax\.ts:2:[67]/);
    expect(stderr).toContain('const = 2;');
  });

  test('an import that is not there', async () => {
    write('import.ts', 'import { x } from "./missing.ts";\nconsole.log(x);\n');
    const { code, stderr } = await omrun('--nodes', '1', 'import.ts');
    expect(code).toBe(1);
    expect(stderr).toMatch(/import\.ts:1:\d+/);
    expect(stderr).toContain('./missing.ts');
  });

  test('one that throws: its own stack with its own lines', async () => {
    write(
      'throws.ts',
      'interface Unused {\n  a: number;\n}\nfunction fail(): never {\n  throw new Error("boom");\n}\nfail();\n',
    );
    const { code, stderr, stdout } = await omrun('--nodes', '1', 'throws.ts');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Error: boom');
    expect(stderr).toMatch(/at fail \(.*throws\.ts:5:\d+\)/);
    expect(stderr).toMatch(/throws\.ts:7:\d+/);
  });

  test('one that exits with 3', async () => {
    write('three.ts', 'console.log("before");\nprocess.exit(3);\n');
    expect(await omrun('--nodes', '1', 'three.ts')).toMatchObject({
      code: 3,
      stdout: 'before\n',
      stderr: '',
    });
  });
});

describe('options that answer by themselves', () => {
  test('--version, --help, --completion', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await omrun('--version')).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await omrun('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/SYNOPSIS[\s\S]*EXAMPLES/);
    for (const shell of ['bash', 'zsh', 'fish']) {
      expect((await omrun('--completion', shell)).stdout).toContain('omrun');
    }
    expect((await omrun('--completion', 'tcsh')).code).toBe(2);
    expect((await commands.shell('source <(omrun --completion bash) && complete -p omrun')).code).toBe(0);
  });
});
