/** `mps -a`, `omkill` and `migrate` from any node: homes that die while they are asked, members that lie or say nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentClient } from '../../agent/control/client.ts';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { EVIL, Evil, type EvilLink, wordOf } from '../security/evil.ts';
import { isTurn } from '../support/share.ts';
import { type Said, typed } from '../verbs/fixtures/commands.ts';

let bundle: Bundle;
let cluster: TestCluster;
let deputies: ChildProcess[];
let users: AgentClient[];
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
beforeEach(() => {
  deputies = [];
  users = [];
});
afterEach(() => {
  for (const deputy of deputies) deputy.kill('SIGKILL');
  for (const user of users) user.close();
});

const nodeOf = (id: number): TestNode => cluster.nodes[id - 1]!;
const on = (id: number, command: string, ...args: string[]): Promise<Said> =>
  typed(bundle, nodeOf(id), command, ...args);

/** At home on that node, with a real process as its deputy. */
async function start(home: number, executes: number): Promise<{ task: ScriptedTask; deputy: ChildProcess }> {
  const deputy = spawn('sleep', ['1000']);
  deputies.push(deputy);
  const client = await cluster.client(nodeOf(home));
  users.push(client);
  const task = await ScriptedTask.run(
    client,
    { steps: 1e9, stepMs: 3 },
    { nodes: [executes], pid: deputy.pid! },
  );
  return { task, deputy };
}

interface All {
  tasks: { task: string; where: number; lock: boolean | null }[];
  missing: { node: number; why: string; isFailure: boolean }[];
}
async function all(id: number, ...more: string[]): Promise<All> {
  return JSON.parse((await on(id, 'mps', '-a', '--json', ...more)).out);
}

describe.skipIf(!isTurn(2, 1))('three nodes', () => {
  beforeAll(async () => {
    cluster = await TestCluster.start(bundle, 3);
  });
  afterAll(() => cluster.stop());
  /** What was is over, and on a busy machine everybody is heard again. */
  beforeEach(() =>
    until(async () => {
      const { tasks, missing } = await all(1);
      return tasks.length + missing.length === 0;
    }),
  );

  it('mps -a shows the tasks of all from each, as their homes know them', async () => {
    const [mine, theirs] = [await start(1, 3), await start(2, 2)];
    const expected = [
      { task: mine.task.name, where: 3, lock: false },
      { task: theirs.task.name, where: 0, lock: false },
    ];
    const seen = await Promise.all([1, 2, 3].map((id) => all(id)));
    for (const one of seen) expect(one).toMatchObject({ tasks: expected, missing: [] });
    const { out, err, code } = await on(3, 'mps', '-a', '-j', 'node3');
    expect([err, code]).toEqual(['', 0]);
    expect(out).toMatch(new RegExp(`^ *PID .*\n *${mine.deputy.pid} +3 +1 +0 +- +- +running .*\n$`));
    expect((await all(3, '--home', 'node2')).tasks).toMatchObject([expected[1]!]);
    expect((await all(3, theirs.task.name, mine.task.name)).tasks).toHaveLength(2);
    // As before, without -a: what is at home here, and what executes here.
    expect(JSON.parse((await on(2, 'mps', '--json')).out)).toMatchObject([expected[1]!]);
    expect(await on(1, 'mps', '-a', '9:9')).toMatchObject({ code: 1, err: '' });
    expect(await on(1, 'mps', '-j', 'node9')).toMatchObject({
      code: 1,
      err: 'mps: no node node9 (mosctl status shows those that are known)\n',
    });
  });

  it('omkill reaches the deputy from a third node, and says what it could not reach', async () => {
    const { task, deputy } = await start(1, 2);
    const ended = once(deputy, 'exit');
    expect(await on(3, 'omkill', '-0', task.name)).toEqual({ code: 0, out: '', err: '' });
    expect(deputy.signalCode).toBeNull();
    const many = await on(
      3,
      'omkill',
      '-s',
      'USR2',
      '1:1',
      `node1:${deputy.pid}`,
      '77:5',
      `${task.name}.2`,
      '99',
    );
    expect(await ended).toEqual([null, 'SIGUSR2']);
    expect(many).toEqual({
      code: 1,
      out: '',
      err: [
        'omkill: 1:1: no task 1:1 whose home is here',
        'omkill: 77:5: its home, node 77, cannot be reached, and home alone decides',
        `omkill: ${task.name}.2: no task ${task.name}.2 whose home is here`,
        'omkill: 99: no task 99 has its home on this machine or executes here (see mps; mps -a for HOME:PID)',
        '',
      ].join('\n'),
    });
    // Its process is gone; whoever has its pid one day is not meant.
    expect((await on(3, 'omkill', task.name)).err).toBe(
      `omkill: ${task.name}: task ${task.name} has just ended\n`,
    );
    const wrong = [['-9'], [], ['--', '-5'], ['-s', 'NO', '5'], ['-l', 'NO'], ['5', '-9']];
    const refused = await Promise.all(wrong.map((args) => on(3, 'omkill', ...args)));
    expect(refused.map(({ code }) => code)).toEqual(wrong.map(() => 2));
    expect((await on(3, 'omkill', '-l', '9', '143', 'hup')).out).toBe('KILL\nTERM\n1\n');
    expect((await on(3, 'omkill', '-l')).out).toMatch(/^ 1 HUP\n 2 INT\n[\s\S]*^15 TERM$/m);
  });

  it('a stopped task goes on when it is told to, wherever it executes', async () => {
    const { task, deputy } = await start(1, 2);
    const state = async (): Promise<string> => JSON.parse((await on(1, 'mps', '--json')).out)[0].state;
    expect((await on(3, 'omkill', '-STOP', task.name)).code).toBe(0);
    await until(async () => (await state()) === 'stopped');
    expect((await on(3, 'migrate', task.name, 'home')).err).toContain('is stopped and cannot move');
    expect((await on(2, 'omkill', '-CONT', String(deputy.pid))).code).toBe(0);
    await until(async () => (await state()) === 'running');
    expect((await on(3, 'migrate', `node1:${deputy.pid}`, 'home')).code).toBe(0);
  });

  it('a home that dies while it is asked', async () => {
    const { task } = await start(2, 3);
    await until(() => task.lines.length > 0);
    nodeOf(2).child.kill('SIGSTOP');
    const kill = on(1, 'omkill', task.name);
    const table = await on(1, 'mps', '-a');
    expect(table.code).toBe(1);
    expect(table.err).toMatch(
      /^mps: node 2 \(node2\): (it has not answered within 3 s|nothing was heard from it for \d+ s|node 2 cannot be reached)$/m,
    );
    // Who executes the task tells of it.
    let told: All['tasks'] = [];
    await until(async () => {
      told = (await all(1)).tasks;
      return told.length > 0;
    });
    expect(told).toMatchObject([{ task: task.name, where: 3, lock: null }]);
    nodeOf(2).child.kill('SIGKILL');
    // It was under way, or on a slow machine has given up.
    const why =
      '(its home, node 2, cannot be reached, and home alone decides|its home has not answered within 10 s; .*)';
    expect(await kill).toMatchObject({
      code: 1,
      err: expect.stringMatching(new RegExp(`^omkill: ${task.name}: ${why}\n$`)),
    });
    await until(async () => (await on(1, 'mosctl', 'isup', '2')).out.includes('dead'));
    const after = await on(1, 'mps', '-a', '--home', '1,2');
    expect(after.err).toMatch(/^mps: node 2 \(node2\): it is dead, silent for \d+ s$/m);
    expect(after.out).not.toContain(task.name.slice(2));
  });
});

describe.skipIf(!isTurn(2, 1))('a member that lies', () => {
  let evil: Evil;
  let link: EvilLink;
  let beats: NodeJS.Timeout;
  beforeEach(async () => {
    cluster = await TestCluster.strangers(bundle, 2);
    evil = new Evil(cluster);
    await evil.isWell();
    link = await evil.greeted(nodeOf(1));
    const client = await cluster.client(nodeOf(1));
    const [self] = await client.status();
    let beat = 0;
    const say = (): void => {
      const info = { ...self!.info, id: EVIL, name: 'evil', beat: ++beat };
      link.say(wordOf(info));
    };
    beats = setInterval(say, 300);
    await until(async () =>
      (await client.status()).some(({ info, state }) => info.id === EVIL && state === 'alive'),
    );
  });
  afterEach(async () => {
    clearInterval(beats);
    await cluster.stop();
  });

  const status = (task: string, more: object = {}): object => ({
    task,
    pid: 5,
    command: 'made up',
    home: Number(task.split(':')[0]),
    where: 0,
    state: 'running',
    nmigs: 0,
    lock: false,
    detached: false,
    cantmove: [],
    cpuMs: 1,
    cpuShare: null,
    memoryBytes: 1,
    startedAtMs: 1,
    ...more,
  });
  /** Answers the next question in this way. */
  async function answering(answer: (id: number) => object, asked: Promise<Said>): Promise<Said> {
    const before = link.heard.length;
    const question = () => link.heard.slice(before).find(({ op }) => op === 'ask');
    await until(() => question() !== undefined);
    const { id } = question()!.request as { id: number };
    link.say({ op: 'answer', answer: answer(id) });
    return asked;
  }

  it('is believed about its own tasks only, and steers no terminal', async () => {
    const { task } = await start(2, 2);
    const lies = [
      status(`${EVIL}:5`, { command: '\u001b[2Jmine' }),
      status(task.name, { where: EVIL, nmigs: 99 }),
      status('2:77', { where: EVIL }),
      status('1:78', { where: EVIL }),
      status('1:79'),
    ];
    const { out, err } = await answering((id) => ({ op: 'tasks', id, tasks: lies }), on(1, 'mps', '-a'));
    expect(err).toBe('');
    expect(out).toContain('?[2Jmine');
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    expect(out).toMatch(new RegExp(`^ *${task.name.slice(2)} +0 +2 +0 `, 'm'));
    expect(out).not.toContain('99');
  });

  it('says nothing: its silence is told in time, and it cannot pile questions up', async () => {
    await start(2, 2);
    const { out, err, code } = await on(1, 'mps', '-a');
    expect(err).toContain(`mps: node ${EVIL} (evil): it has not answered within 3 s\n`);
    expect(code).toBe(1);
    expect(out).toMatch(/ scripted\n$/);
    const client = await cluster.client(nodeOf(1));
    const asked = Array.from({ length: 300 }, () =>
      client
        .on(EVIL)
        .tasks()
        .catch((error: Error) => error.message),
    );
    expect(await Promise.race(asked)).toBe(`node ${EVIL} owes 256 answers already`);
    link.close();
    expect((await Promise.all(asked)).at(0)).toBe(`node ${EVIL} cannot be reached`);
  });

  it('answers what is no answer: it is cut off, and that is told', async () => {
    const said = await answering((id) => ({ op: 'tasks', id, tasks: 'all of them' }), on(1, 'mps', '-a'));
    expect(said).toMatchObject({
      code: 1,
      err: `mps: node ${EVIL} (evil): node ${EVIL} cannot be reached\n`,
    });
    await link.closed;
  });

  it('is refused what it may not do', async () => {
    const { task, deputy } = await start(2, 2);
    const there = await evil.greeted(nodeOf(2));
    // The cluster of a map lets its members command; what a signal's name may be is checked before that.
    there.say({ op: 'ask', request: { op: 'signal', id: 1, task: task.name, signal: 'SIGNONE' } });
    await there.closed;
    expect(deputy.signalCode).toBeNull();
  });
});
