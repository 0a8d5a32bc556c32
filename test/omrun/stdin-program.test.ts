/** `omrun -`: the program is on standard input, and behaves as that of `node -`. */
import { spawn } from 'node:child_process';
import { existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Commands, type Ended, ended } from '../support/commands.ts';

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

function node(args: string[], text: string): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: commands.directory });
  child.stdin.end(text);
  return ended(child);
}

/** Without the frames of Node's own loader, and without the place of its mark below a line. */
const users = ({ stderr, ...rest }: Ended): Ended => ({
  ...rest,
  stderr: stderr
    .split('\n')
    .filter((line) => !/node:(internal|events)|-wrapper:|^ *\^$/.test(line))
    .join('\n'),
});

const ALONE = ['--nodes', '1'];

const COMMONJS = `
const { existsSync, readFileSync } = require('node:fs');
console.log(process.argv.slice(1), __filename, __dirname, module.id, module.filename);
console.log(require.main === module, readFileSync(0).length);
let sum = 0;
for (const end = Date.now() + 100; Date.now() < end; ) sum += 1;
function fails() { throw new Error('as meant'); }
fails();
`;
const MODULE = `
import { dirname } from 'node:path';
console.log(import.meta.url, import.meta.filename, dirname(import.meta.filename) === process.cwd());
let length = 0;
for await (const chunk of process.stdin) length += chunk.length;
console.log(length, typeof require);
function fails() { throw new Error('as meant'); }
fails();
`;

test.each([
  ['CommonJS', COMMONJS],
  ['an ES module', MODULE],
])(
  '%s is run as node runs it: arguments, names, what is left of standard input, and how it fails',
  async (_, text) => {
    const [plain, ours] = await Promise.all([
      node(['-', 'one', '-x'], text),
      commands.run('omrun', [...ALONE, '-', 'one', '-x'], text),
    ]);
    expect(plain.stderr).toContain('as meant');
    expect(users(ours)).toEqual(users(plain));
  },
);

test('from a file too, which it has read to its end', async () => {
  const file = join(commands.directory, 'program.txt');
  writeFileSync(file, COMMONJS);
  const redirected = (command: string, args: string[]): Promise<Ended> => {
    const stdio: ['pipe', 'pipe', 'pipe'] = [openSync(file, 'r') as never, 'pipe', 'pipe'];
    return ended(spawn(command, args, { cwd: commands.directory, env: commands.env, stdio }));
  };
  const plain = await redirected(process.execPath, ['-']);
  const ours = await redirected(process.execPath, [commands.path('omrun'), ...ALONE, '-']);
  expect(users(ours)).toEqual(users(plain));
});

test('what is no JavaScript is TypeScript; --explain names it, and so does a mistake', async () => {
  const typed = 'enum E { a = 3 }\nconst e: E = E.a;\nconsole.log(e, eval("e"));\n';
  expect(await commands.run('omrun', ['--nodes', '1', '-'], typed)).toMatchObject({
    stdout: '3 3\n',
    code: 0,
  });
  const explained = await commands.run('omrun', ['--explain', '-'], typed);
  expect(explained.stdout).toMatch(/^\[stdin\]: \d+ of \d+ functions/);
  const wrong = await commands.run('omrun', ['--nodes', '1', '-'], 'const e: = 3;\n');
  expect(wrong).toMatchObject({ code: 1, stdout: '' });
  expect(wrong.stderr).toMatch(/^omrun: \[stdin\]:1:10: /);
});

test('what is no text is refused in one line', async () => {
  expect(await commands.run('omrun', ['-'], '\x7fELF\0\0')).toMatchObject({
    code: 126,
    stderr: 'omrun: standard input is no text, and so no program\n',
  });
});

test('in the background: it has the program when omrun returns, and its checkpoint files have a plain name', async () => {
  const text = `
    const { existsSync } = require('node:fs');
    const timer = setInterval(() => existsSync('stop') && clearInterval(timer), 20);
    process.on('exit', () => console.log('stopped', process.argv[2]));
  `;
  const { stdout, stderr, code } = await commands.run(
    'omrun',
    ['-d', '--nodes', '1', '--checkpoint-every', '50ms', '-', 'x'],
    text,
  );
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const [, pid] = stdout.trim().split(':');
  const file = join(commands.directory, `stdin.${pid}.1.checkpoint`);
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
  writeFileSync(join(commands.directory, 'stop'), '');
  expect(await commands.run('omrun', ['--attach', stdout.trim()])).toMatchObject({
    stdout: 'stopped x\n',
    code: 0,
  });
  while (commands.leftovers().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});
