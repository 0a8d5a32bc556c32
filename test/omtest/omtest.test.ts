/** The stress suite on a private cluster: what it finds right, wrong and missing. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { difference, expectedOf } from '../../agent/omtest/expected.ts';
import { nodesOf } from '../../agent/omtest/nodes.ts';
import { stressTests } from '../../agent/omtest/tests.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { Commands } from '../support/commands.ts';

const programs = fileURLToPath(new URL('../../workloads/stress', import.meta.url));

describe('omtest', () => {
  let commands: Commands;
  let installed: string;
  beforeAll(() => {
    commands = new Commands();
    installed = join(dirname(dirname(commands.path('omtest'))), 'workloads/stress');
    cpSync(programs, installed, { recursive: true });
  });
  afterAll(() => commands.remove());

  it('a private cluster: right, wrong, and all of it in the report; nothing is left', async () => {
    // So that it can be wrong: another output is expected of one.
    const expected = join(installed, 'expected/timewaster.txt');
    writeFileSync(expected, readFileSync(expected, 'utf8').replace('3+1+2', '3+2+1'));
    const report = join(commands.directory, 'report.txt');
    const only = ['--only', 'syscalls,file-test,timewaster'];
    const { stdout, stderr, code } = await commands.run('omtest', [
      '--nodes',
      '2',
      ...only,
      '--json',
      '--report',
      report,
    ]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
    const told = JSON.parse(stdout);
    expect(told.nodes.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
    expect(told.lines).toMatchObject([
      { test: 'file-test', runs: 2, right: 2, wrong: 0, missing: 0 },
      { test: 'timewaster', runs: 2, right: 0, wrong: 2 },
      { test: 'syscalls', runs: 2, right: 2, wrong: 0 },
    ]);
    const text = readFileSync(report, 'utf8');
    expect(text).toMatch(
      /WRONG: timewaster, round 1, on node 2: line 1 of its output is '1: .*3\+1\+2', and under plain node '1: .*3\+2\+1'/,
    );
    expect(text).toMatch(/^6 programs on 2 nodes, 1 round: 2 WRONG$/m);
    expect(commands.leftovers()).toEqual([]);
  });

  it('without an agent it says so in a line, and what to do', async () => {
    const { stderr, code } = await commands.run('omtest', []);
    expect({ stderr, code }).toEqual({
      stderr: expect.stringMatching(/^omtest: no agent .*omtest --nodes 3.*\n$/),
      code: 1,
    });
  });

  it('a test that there is not is told with those that there are', async () => {
    const { stderr, code } = await commands.run('omtest', ['--only', 'eat-cake']);
    expect({ stderr, code }).toEqual({
      stderr: expect.stringContaining("no test 'eat-cake', but key-generation"),
      code: 2,
    });
  });
});

describe('its parts', () => {
  it('each test has its program, and what plain node prints', () => {
    for (const { program } of stressTests) {
      const { file, stdout } = expectedOf(programs, program);
      expect([existsSync(file), stdout !== '']).toEqual([true, true]);
    }
  });

  it.each([
    ['a\nb\n', 'a\nc\n', "line 2 of its output is 'b', and under plain node 'c'"],
    ['a\n', 'a\nb\n', "line 2 of its output is '', and under plain node 'b'"],
    ['a\nb\nc\n', 'a\nb\n', "line 3 of its output is 'c', and under plain node ''"],
    ['a\n', 'a\n', null],
  ])('%j where %j is expected', (said, expected, words) => expect(difference(said, expected)).toBe(words));

  it('nodes that cannot be tried are told, with the reason', () => {
    const view = (id: number, more: object, info: object = {}): NodeViewMessage =>
      ({
        info: { id, name: `n${id}`, blocked: false, ...info },
        ageMs: 0,
        state: 'alive',
        isSelf: false,
        ...more,
      }) as NodeViewMessage;
    const views = [
      view(4, {}, { blocked: true }),
      view(3, { mayHost: false }),
      view(2, { state: 'suspect' }),
      view(1, { isSelf: true }, { blocked: true }),
    ];
    const { nodes, missing } = nodesOf(views);
    expect(nodes).toEqual([{ id: 1, name: 'n1' }]);
    expect(missing.map(({ node, why }) => `${node} ${why}`)).toEqual([
      '4 it is blocked',
      '3 it may not host programs of this node (grants run and host)',
      '2 it is suspect',
    ]);
  });
});
