/** Lines of a program are gathered on their way home: they come all the same, in order with everything else, whatever becomes of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Commands, ended } from '../support/commands.ts';
import { descendants, isHost } from '../support/processes.ts';
import { until } from '../support/until.ts';

let commands: Commands;
const file = (name: string): string => join(commands.directory, name);

beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

const AWAY = ['--nodes', '2', '-j', '2', '--lock'];
const count = (text: string, line: RegExp): number => text.match(line)?.length ?? 0;

it('lines are seen though their program computes on and never calls again', async () => {
  writeFileSync(file('busy.ts'), `for (let n = 0; n < 9; n++) console.log('line', n);\nfor (;;) ;\n`);
  const omrun = commands.start('omrun', [...AWAY, 'busy.ts']);
  const end = ended(omrun);
  let text = '';
  omrun.stdout.on('data', (bytes) => {
    text += bytes;
  });
  await until(() => count(text, /line \d\n/g) === 9);
  omrun.kill('SIGTERM');
  expect(await end).toMatchObject({ signal: 'SIGTERM' });
});

it('both streams, files and other programs are written in the order of the program', async () => {
  writeFileSync(
    file('orders.ts'),
    `import { spawnSync } from 'node:child_process';
import { appendFileSync, writeSync } from 'node:fs';
for (let n = 0; n < 40; n++) {
  console.log(n, 'out');
  console.log(n, 'out again');
  console.error(n, 'err');
  process.stdout.write(n + ' write\\n');
  if (n % 3 === 0) writeSync(1, n + ' fs\\n');
  if (n % 4 === 0) appendFileSync('all.txt', n + ' file\\n');
  if (n % 13 === 0) spawnSync('echo', [n + ' child'], { stdio: 'inherit' });
  if (n % 5 === 0) await 0;
  if (n % 7 === 0) await new Promise((done) => setTimeout(done, 3));
  for (let i = 0; i < n * 1000; i++) ;
}
console.log('e'.repeat(100_000));
process.exit(3);
`,
  );
  const omrun = `omrun ${AWAY.join(' ')} --migrate-every 15`;
  const { code } = await commands.shell(`${omrun} orders.ts >> all.txt 2>> all.txt`);
  expect(code).toBe(3);
  const expected = Array.from({ length: 40 }, (_, n) =>
    [
      'out',
      'out again',
      'err',
      'write',
      ...every(n, 3, 'fs'),
      ...every(n, 4, 'file'),
      ...every(n, 13, 'child'),
    ]
      .map((what) => `${n} ${what}\n`)
      .join(''),
  );
  expect(readFileSync(file('all.txt'), 'utf8')).toBe(`${expected.join('')}${'e'.repeat(100_000)}\n`);
});

const every = (n: number, step: number, what: string): string[] => (n % step === 0 ? [what] : []);

describe.skipIf(process.platform !== 'linux')('a host that is killed', () => {
  it('has brought out all that came before something that was seen', async () => {
    writeFileSync(
      file('marked.ts'),
      `import { writeFileSync } from 'node:fs';
for (let n = 0; n < 5000; n++) console.log('before', n);
writeFileSync('mark', '');
for (let n = 0; ; n++) console.log('after', n);
`,
    );
    const omrun = commands.start('omrun', [...AWAY, 'marked.ts']);
    const end = ended(omrun);
    await until(() => existsSync(file('mark')));
    for (const { pid } of descendants(omrun.pid!).filter(isHost)) process.kill(pid, 'SIGKILL');
    const { stdout, stderr, code } = await end;
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/killed by SIGKILL/);
    const lines = stdout.split('\n');
    const before = Array.from({ length: 5000 }, (_, n) => `before ${n}`);
    expect(lines.slice(0, 5000)).toEqual(before);
    // Of the rest a part, from its beginning and without a gap.
    const after = lines.slice(5000, -1);
    expect(after).toEqual(after.map((_, n) => `after ${n}`));
  });
});
