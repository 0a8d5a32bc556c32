import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands, type Ended } from '../support/commands.ts';
import { shareOf } from '../support/share.ts';
import { workloadsDirectory } from '../support/workloads.ts';

let commands: Commands;
const write = (name: string, text: string): void => writeFileSync(join(commands.directory, name), text);

beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

/** Frames and line numbers of node's own say nothing of the program. */
const essence = ({ stdout, stderr, code }: Ended) => ({
  stdout,
  stderr: stderr
    .split('\n')
    .filter((line) => !line.startsWith('    at '))
    .join('\n')
    .replace(/^node:events:\d+$/m, 'node:events'),
  code,
});

/** For the programs: what happens, on standard error. */
const TELL = `const tell = (...words) => process.stderr.write(words.join(' ') + '\\n');\n`;

/** What each does when nobody reads from its very first write on, and the code with which it ends. */
const programs: [what: string, code: number, text: string][] = [
  ['console.log in a synchronous loop', 0, 'for (let n = 0; n < 1000; n++) console.log(n);'],
  ['writes in a synchronous loop', 1, `for (let n = 0; n < 9; n++) process.stdout.write('x');`],
  ['a write and console.log together', 0, `process.stdout.write('x'); console.log(1); tell('so far');`],
  ['console.log, and once more in a tick', 1, `console.log(1); process.nextTick(() => console.log(2));`],
  ['console.log in a tick from before', 0, `process.nextTick(() => console.log(2)); console.log(1);`],
  ['console.log once, at the end', 0, `setTimeout(() => console.log(1), 20);`],
  ['console.log twice', 1, `setTimeout(() => console.log(1), 20); setTimeout(() => console.log(2), 200);`],
  ['console.log in event after event', 1, `setInterval(() => console.log(1), 100);`],
  ['console.log in immediates', 1, `const again = () => { console.log(1); setImmediate(again); }; again();`],
  [
    'console.log after await',
    0,
    `console.log(1); await 0; console.log(2); await new Promise((done) => setTimeout(done, 100));`,
  ],
  [
    'an error listener',
    0,
    `let n = 0;
    process.stdout.on('error', ({ message, code }) => { tell(n, message, code); });
    process.stdout.on('close', () => { tell('close'); });
    const timer = setInterval(() => {
      console.log(n);
      if (++n === 4) clearInterval(timer);
    }, 100);`,
  ],
  [
    'a handler of uncaught exceptions, and what writes return after the first',
    7,
    `process.on('uncaughtException', ({ code }, origin) => { tell(code, origin); process.exitCode = 7; });
    process.stdout.write('x');
    setTimeout(() => {
      const result = process.stdout.write('y', (error) => { tell(error.message); });
      tell(result, process.stdout.writable, process.stdout.destroyed);
    }, 200);
    setTimeout(() => { tell(process.stdout.writable, process.stdout.destroyed); }, 300);`,
  ],
  ['process.exit at once', 4, `process.stdout.write('x'); process.exit(4);`],
  [
    'output in the last events',
    1,
    `console.log(1); process.on('beforeExit', () => { tell('before'); console.log(2); });`,
  ],
  ['input piped to output', 1, 'process.stdin.pipe(process.stdout);'],
];

describe('a reader that is gone', () => {
  test.each(shareOf(programs, 2))('%s', async (what, code, text) => {
    const name = `${what.replaceAll(/\W+/g, '-')}.mjs`;
    write(name, TELL + text);
    const under = (command: string): Promise<Ended> =>
      commands.shell(`seq 100000 | { sleep 0.1; ${command} ${name}; } | true; exit \${PIPESTATUS[1]}`);
    const expected = essence(await under(process.execPath));
    expect(expected.code).toBe(code);
    expect(essence(await under('omrun --nodes 1'))).toEqual(expected);
  });

  test('the example of the README dies of it as under node', async () => {
    const sum = join(workloadsDirectory, 'sum.ts');
    write('sum.mjs', transformSync(readFileSync(sum, 'utf8'), { loader: 'ts' }).code);
    const under = (command: string): Promise<Ended> =>
      commands.shell(`seq 1000000 | ${command} | head -1; exit \${PIPESTATUS[1]}`);
    const plain = await under(`${process.execPath} sum.mjs`);
    expect(plain).toMatchObject({ stdout: '100000 numbers, sum 5000050000\n', code: 1 });
    expect(essence(await under(`omrun --nodes 2 ${sum}`))).toEqual(essence(plain));
  });

  test('an error of a write after the first shows where the program wrote', async () => {
    write('late.ts', 'function late(): void {\n  console.log(1);\n}\nsetInterval(late, 100);\n');
    const { stderr } = await commands.shell('{ sleep 0.1; omrun --nodes 1 late.ts; } | true');
    expect(stderr).toMatch(
      /\nError: write EPIPE\n {4}at .*late\.ts:2:11\)?\nEmitted 'error' event on Socket/,
    );
  });

  test('a disk that is full', async () => {
    write('full.mjs', `setTimeout(() => console.log(1), 20); setTimeout(() => console.log(2), 200);`);
    const under = (command: string): Promise<Ended> => commands.shell(`${command} full.mjs > /dev/full`);
    const [plain, ours] = [await under(process.execPath), await under('omrun --nodes 1')];
    expect(ours.code).toBe(plain.code);
    expect(ours.stderr).toContain('Error: ENOSPC: no space left on device, write');
    expect(ours.stderr).toContain("Emitted 'error' event on SyncWriteStream instance");
  });
});

test('a task that waits for nothing but a slow reader of its last output can move', async () => {
  write('last.ts', `console.log('x'.repeat(500_000));\n`);
  const reader = '{ until grep -qs migration stats; do sleep 0.1; done; wc -c; }';
  const { stdout, stderr } = await commands.shell(
    `omrun --nodes 2 --migrate-every 50 --stats stats last.ts | ${reader}`,
  );
  expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '500001', stderr: '' });
});
