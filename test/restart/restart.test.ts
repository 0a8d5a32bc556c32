/** An agent that begins anew: what executes is frozen, and goes on. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { Machines } from '../members/fixtures/machines.ts';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { until } from '../support/until.ts';
import { type Heard, heard } from './heard.ts';

const STEPS = join(import.meta.dirname, 'programs/steps.ts');
const PINNED = join(import.meta.dirname, 'programs/pinned.mjs');

let commands: Commands;
let machines: Machines;
let expected: string;
/** Two nodes, each the other's. */
let [a, b] = [0, 0];
beforeAll(async () => {
  commands = new Commands();
  const directory = commands.newDirectory();
  const plain = await stripTypes(STEPS, directory);
  writeFileSync(join(directory, 'go'), '');
  const { stdout } = await run(process.execPath, [plain], { cwd: directory });
  expected = stdout;
  machines = new Machines({ command: (name) => commands.path(name) });
  [a, b] = (await machines.cluster('a', 'b')) as [number, number];
});
afterAll(async () => {
  await machines.remove();
  commands.remove();
});

interface Run extends Heard {
  directory: string;
}

const omrun = (name: string, ...args: string[]): Run => omrunAt(machines.home(name), ...args);

function omrunAt(home: string, ...args: string[]): Run {
  const directory = commands.newDirectory();
  const child = spawn(process.execPath, [commands.path('omrun'), '-v', ...args], {
    cwd: directory,
    env: { ...process.env, OMOSIX_HOME: home },
  });
  return Object.assign(heard(child), { directory });
}
const steps = (name: string, ...options: string[]): Run => omrun(name, ...options, STEPS);
/** They are in the middle, where they stay until they may end. */
const begun = (...runs: Run[]): Promise<void> => until(() => runs.every(({ out }) => /step 20:/.test(out)));

async function tasks(name: string): Promise<TaskStatus[]> {
  const client = await machines.client(name);
  try {
    return await client.tasks();
  } finally {
    client.close();
  }
}

/** The nodes on which it has begun or gone on. */
const startsOf = ({ err }: Run): number[] =>
  [...err.matchAll(/ starts on node (\d+)/g)].map(([, node]) => Number(node));

/** So many tasks of both nodes execute. */
const running = (count: number): Promise<void> =>
  until(async () => {
    const all = [...(await tasks('a')), ...(await tasks('b'))];
    return new Set(all.filter(({ state }) => state === 'running').map(({ task }) => task)).size === count;
  });

/** It ends as under node. */
async function asExpected(task: Run): Promise<void> {
  writeFileSync(join(task.directory, 'go'), '');
  const code = await task.over;
  expect({ code, out: task.out }, task.err).toEqual({ code: 0, out: expected });
}

describe.skipIf(process.platform !== 'linux')('mosctl restart', () => {
  it('killed when all was frozen, it is begun by whoever looks after it, and the guest goes on there', async () => {
    const guest = steps('a', '-j', String(b), '-L');
    await begun(guest);
    const client = await machines.client('a');
    const [{ task }] = (await client.tasks()) as [TaskStatus];
    await client.freeze(task, 600_000);
    expect(await client.tasks()).toMatchObject([{ task, state: 'frozen' }]);
    client.close();
    await machines.stop('b', 'SIGKILL');
    await machines.start('b');
    await asExpected(guest);
    expect(startsOf(guest)).toEqual([b, b]);
  }, 120_000);

  it('a guest goes on there, tasks of this home too, wherever they were; twice in a row', async () => {
    const guest = steps('a', '-j', String(b), '-L');
    const own = steps('b', '--home');
    const away = steps('b', '-j', String(a), '-L');
    await begun(guest, own, away);
    for (let times = 0; times < 2; times++) {
      await running(3);
      const said = await machines.mosctl('b', 'restart', '--json');
      expect(said).toMatchObject({ code: 0 });
      expect(JSON.parse(said.out)).toMatchObject({ node: b, frozen: 3, stuck: [] });
    }
    await Promise.all([guest, own, away].map(asExpected));
    expect(guest.err).toMatch(/its node begins anew; it goes on from where it was frozen/);
    expect(startsOf(guest)).toEqual([b, b, b]);
    expect(startsOf(own)).toEqual([b, b, b]);
    expect(own.err).toMatch(/its agent .* is gone; it goes on from where it was frozen/);
  }, 120_000);

  it('an agent that omrun has started where there was none makes room, and its task goes on', async () => {
    const ephemeral = async (): Promise<boolean> => {
      const client = await machines.client('b');
      try {
        return (await client.overview()).agent.ephemeral;
      } finally {
        client.close();
      }
    };
    await machines.stop('b', 'SIGKILL');
    const own = steps('b');
    await begun(own);
    expect(await ephemeral()).toBe(true);
    expect(await machines.start('b')).toBe(b);
    expect(await ephemeral()).toBe(false);
    await asExpected(own);
    // A link that breaks meanwhile may have it begin once more.
    expect(startsOf(own).length).toBeGreaterThanOrEqual(2);
  }, 120_000);

  it('where something cannot be frozen all go on, and it says why; --force begins anew in any case', async () => {
    const guest = steps('a', '-j', String(b), '-L');
    const pinned = omrun('a', '-j', String(b), '-L', PINNED);
    await begun(guest);
    await until(() => pinned.out.includes('pinned'));
    const refused = await machines.mosctl('b', 'restart');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^mosctl: \d+:\d+ \(.*pinned.mjs\) cannot be frozen: .*memory.*\n/m);
    expect(refused.err).toMatch(/so node \d+ runs on as it was \(--force begins anew in any case\)\n$/);
    await running(3);
    const forced = await machines.mosctl('b', 'restart', '--force');
    expect(forced).toMatchObject({ code: 1 });
    expect(forced.out).toMatch(/runs again, pid \d+; 1 task goes on\n$/);
    expect(await pinned.over).toBe(1);
    await asExpected(guest);
    expect(startsOf(guest)).toEqual([b, b]);
  }, 120_000);

  it('where what begins fails after all, the guest goes on at home', async () => {
    const broken = new Machines({ command: (name) => join(own, 'dist', `${name}.js`) });
    const own = mkdtempSync(join(dirname(commands.path('omd')), '../../omosix-broken-'));
    try {
      cpSync(join(dirname(commands.path('omd')), '..'), own, { recursive: true });
      const [a, b] = await broken.cluster('a', 'b');
      const guest = omrunAt(broken.home('a'), '-j', String(b), '-L', STEPS);
      await begun(guest);
      const omd = join(own, 'dist/omd.js');
      writeFileSync(omd, 'boom');
      const refused = await broken.mosctl('b', 'restart');
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.err).toMatch(/what would begin does not start: ReferenceError: boom/);
      const speaks = await import('../../bin/omd/renewal.ts');
      writeFileSync(
        omd,
        `if (process.argv.includes('--speaks')) console.log('${speaks.speaks()}'); else boom;`,
      );
      const failed = await broken.mosctl('b', 'restart', '--back-within', '0.5');
      expect(failed).toMatchObject({ code: 1, out: '' });
      expect(failed.err).toContain('no agent is back within 0.5 s: guests go on elsewhere');
      await asExpected(guest);
      expect(startsOf(guest)).toEqual([b, a]);
    } finally {
      await broken.remove();
      rmSync(own, { recursive: true, force: true });
    }
  }, 120_000);
});
