/** Programs with a native add-on, compiled here: they run at home as under node, and stay, and say why. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';
import { run } from '../support/plain.ts';

const headers = join(dirname(process.execPath), '../include/node');
const compiler = ['/usr/bin/gcc', '/usr/bin/cc', '/usr/bin/clang'].find((path) => existsSync(path));
const missing = !compiler
  ? 'no C compiler'
  : !existsSync(join(headers, 'node_api.h'))
    ? `no headers in ${headers}`
    : null;

const NATIVE = `const native = require(${JSON.stringify('./later.node')});`;
const PROGRAMS: Record<string, string> = {
  'turns.cjs': `
    ${NATIVE}
    const fs = require('node:fs');
    console.log(native.cwd() === process.cwd(), native.variable('ADDON_TEST'), native.call(() => { console.log('inside'); return 7; }));
    native.later(30, (ms) => {
      console.log('called back', ms);
      queueMicrotask(() => console.log('microtask'));
      process.nextTick(() => console.log('tick'));
      setTimeout(() => console.log('timer'), 60);
      setImmediate(() => console.log('immediate'));
      console.log(fs.readFileSync(__filename, 'utf8').length > 100);
    });
    process.on('beforeExit', () => console.log('before exit'));
    process.on('exit', (code) => console.log('exit', code));
    (async () => {
      console.log('promised', await native.later(200));
      let sum = 0;
      for (let i = 0; i < 1e7; i++) sum += i % 3;
      console.log(sum, await fs.promises.readFile(__filename, 'utf8').then((text) => text.length > 100));
      console.log(await Promise.all([native.later(5), new Promise((done) => setTimeout(done, 20, 'slept')), native.later(6)]));
      native.later(20, () => console.log('last'));
    })();`,
  'throws.cjs': `
    ${NATIVE}
    process.on('exit', (code) => console.log('exit', code));
    process.once('uncaughtException', (error) => {
      console.log('caught', error.message);
      setTimeout(() => process.exit(3), 5);
    });
    native.later(10, () => { throw new Error('once'); });
    setTimeout(() => console.log('never'), 60_000);`,
  'exits.cjs': `
    ${NATIVE}
    setInterval(() => {}, 1000);
    native.later(10, () => { console.log('out'); process.exit(5); });`,
  'reads.cjs': `
    ${NATIVE}
    const lines = require('node:readline').createInterface({ input: process.stdin });
    let count = 0;
    lines.on('line', async (line) => console.log(line, await native.later(100 * ++count)));
    lines.on('close', () => console.log('closed'));`,
};
const COMPUTED = `
  const name = ['./later', 'node'];
  try { console.log(require(name.join('.')).call(() => 'loaded')); } catch (error) { console.log(error.code); }`;

let commands: Commands;
beforeAll(() => {
  if (missing) return;
  commands = new Commands();
  const output = join(commands.directory, 'later.node');
  execFileSync(compiler!, [
    '-shared',
    '-fPIC',
    `-I${headers}`,
    join(import.meta.dirname, 'later.c'),
    '-o',
    output,
  ]);
  for (const [name, text] of Object.entries({ ...PROGRAMS, 'computed.cjs': COMPUTED }))
    writeFileSync(join(commands.directory, name), text);
});
afterAll(() => commands?.remove());
afterEach(() => expect(commands?.leftovers() ?? []).toEqual([]));

const omrun = (...args: string[]) => commands.run('omrun', ['--nodes', '2', ...args], 'one\ntwo\n');

describe.skipIf(missing)(`native add-ons${missing ? `: ${missing}` : ''}`, () => {
  test.each(Object.keys(PROGRAMS))('%s does at home what it does under node', async (name) => {
    process.env.ADDON_TEST = 'seen';
    const expected = await run(process.execPath, [name], { cwd: commands.directory, stdin: 'one\ntwo\n' });
    const ours = await omrun('--migrate-every', '20', '--stats', `${name}.jsonl`, name);
    expect(ours.stdout).toBe(expected.stdout);
    expect(ours.code).toBe(expected.exitCode);
  });

  test('what keeps it is told, and it does not start elsewhere', async () => {
    const { stdout, stderr, code } = await omrun('-v', '-j', '2', '--stats', 'why.jsonl', 'turns.cjs');
    expect({ code, isDone: stdout.includes('last') }).toEqual({ code: 0, isDone: true });
    expect(stderr).toContain('it starts at home: it may load native add-ons');
    expect(stderr).toMatch(/cannot move: a native add-on, .*later\.node: .* \(.*turns\.cjs:2\)/);
    expect(stderr).toMatch(/0 migrations/);
  });

  test('--no-addons refuses them, and --addons loads one that nobody saw', async () => {
    const refused = await omrun('--no-addons', 'turns.cjs');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("code: 'ERR_DLOPEN_FAILED'");
    expect((await omrun('computed.cjs')).stdout).toBe('ERR_DLOPEN_FAILED\n');
    expect((await omrun('--addons', 'computed.cjs')).stdout).toBe('loaded\n');
  });
});
