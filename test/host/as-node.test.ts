import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareOf } from '../support/share.ts';
import { HostWorld } from './support/world.ts';

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

const cases: [program: string, input?: string][] = [
  ['console'],
  ['timers'],
  ['promises'],
  ['files'],
  ['uncaught'],
  ['fatal'],
  ['signals'],
  ['exit'],
  ['modules'],
  ['ordering'],
  ['warnings'],
  ['errors'],
  ['assertions'],
  ['stdin-data', 'numbers'],
  ['stdin-lines', 'numbers'],
  ['stdin-iter', 'numbers'],
  ['stdin-sync', 'numbers'],
  ['stdin-async', 'numbers'],
  ['stdin-pipe', 'numbers'],
  ['stdin-readable', 'numbers'],
  ['readline-question', 'numbers'],
];

// A new process each.
test.each(shareOf(cases, 3))('%s does under the host what it does under node', async (program, input) => {
  const stdin = input ? world.file(input) : '/dev/null';
  if (input) writeFileSync(stdin, `${Array.from({ length: 50_000 }, (_, i) => i).join('\n')}\né€`);
  const expected = world.plain(program, { stdin });
  const { stdout, code } = await (await world.start(program, {}, stdin)).ended;
  expect(stdout).toBe(expected.stdout);
  expect(code).toBe(expected.code);
});

test("an error that ends the program is shown with the user's own lines", async () => {
  const { stderr, code } = await (await world.start('fatal')).ended;
  const lines = stderr.split('\n');
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^file:\/\/.*fatal\.ts:3$/);
  expect(lines[1]).toBe("    if (n === 0) throw new RangeError('at the bottom');");
  expect(lines[2]).toMatch(/^ {23}\^$/);
  expect(lines[4]).toBe('RangeError: at the bottom');
  expect(lines[5]).toMatch(/^ {4}at _?Deep\.fail \(file:.*fatal\.ts:3:24\)$/);
  expect(lines[6]).toMatch(/fatal\.ts:4:17\)$/);
  expect(lines[8]).toMatch(/^ {4}at file:.*fatal\.ts:10:6$/);
  expect(lines.slice(9)).toEqual(['', `Node.js ${process.version}`, '']);
});

test('what is not carried says so when it is called, by name', async () => {
  const program = `
import inspector from 'node:inspector';
for (const call of [() => inspector.open(), () => process.report.getReport(), () => process.setuid!(0)]) {
  try { call(); } catch (error: any) { console.log(error.code, error.message.split(' ')[0]); }
}
`;
  const { stdout, code } = await (await world.start(program)).ended;
  expect(stdout).toBe(
    ['inspector.open', 'process.report.getReport', 'process.setuid']
      .map((name) => `ERR_OMOSIX_UNSUPPORTED ${name}\n`)
      .join(''),
  );
  expect(code).toBe(0);
});

test('what CommonJS throws is shown by paths, and nothing by names of ours', async () => {
  const file = world.file('thrown.cjs');
  writeFileSync(file, "class Box { open() { throw new Error('shut'); } }\nnew Box().open();\n");
  const { stderr } = await (await world.start(file)).ended;
  const [place, line, , , message, ...frames] = stderr.split('\n');
  expect([place, line, message]).toEqual([
    `${file}:1`,
    "class Box { open() { throw new Error('shut'); } }",
    'Error: shut',
  ]);
  expect(frames.slice(0, 2)).toEqual([
    `    at Box.open (${file}:1:28)`,
    `    at Object.<anonymous> (${file}:2:11)`,
  ]);
});

test('an ES module that speaks as CommonJS is told where it stands', async () => {
  const file = world.file('mixed.mjs');
  writeFileSync(file, "await 0;\nrequire('node:fs');\n");
  const { stderr, code } = await (await world.start(file)).ended;
  expect(code).toBe(1);
  expect(stderr).toContain(
    'ReferenceError: require is not defined in ES module scope, you can use import instead',
  );
});
