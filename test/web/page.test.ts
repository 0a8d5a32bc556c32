/** The real thing: a private cluster, mosmon --web, and a browser with a mouse. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OVER_SSH } from '../../agent/users/environment.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { Chromium, hasChromium, type Page } from '../support/chromium.ts';
import { Commands, ended } from '../support/commands.ts';
import { workloadsDirectory } from '../support/workloads.ts';

const said = `document.querySelector('#said').textContent`;
const trouble = `document.querySelector('#trouble')`;

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());

describe.skipIf(!hasChromium)('the page of mosmon --web in Chromium', () => {
  let chromium: Chromium;
  const started: ChildProcessWithoutNullStreams[] = [];
  beforeEach(() => {
    chromium = new Chromium();
  });
  afterEach(async () => {
    await chromium.close();
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    expect(commands.leftovers()).toEqual([]);
  });

  const tasks = (): Promise<TaskStatus[]> => commands.tasks();
  /** A command of the cluster's only machine, as a user of that node gives it. */
  function onNode(node: number, command: string, args: string[]): ChildProcessWithoutNullStreams {
    const run = join(commands.directory, 'home/run');
    const cluster = readdirSync(run).find((name) => name.startsWith('cluster-'))!;
    return commands.start(command, args, commands.directory, {
      OMOSIX_HOME: join(run, cluster, String(node)),
    });
  }
  async function omrun(): Promise<TaskStatus & { child: ChildProcessWithoutNullStreams }> {
    const program = `${workloadsDirectory}primes.ts`;
    const child = commands.start('omrun', ['--nodes', '3', '-L', program, '400000000']);
    started.push(child);
    child.stdout.resume();
    for (;;) {
      const [task] = (await tasks()).filter(({ pid, state }) => pid === child.pid && state === 'running');
      if (task) return { ...task, child };
      await sleep(50);
    }
  }
  async function drag(page: Page, task: string, node: number): Promise<() => Promise<void>> {
    const from = await page.middle(`[data-task="${task}"]`);
    const to = await page.middle(`.node[data-node="${node}"] > .disc`);
    await page.mouse('Moved', from);
    await page.mouse('Pressed', from);
    for (const part of [0.3, 0.7, 1])
      await page.mouse('Moved', { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) });
    return () => page.mouse('Released', to);
  }

  it('shows nodes, a task and charts; the task is dragged to a node and migrates; what is refused says why; a lost agent is found again', async () => {
    const { task, pid, child } = await omrun();
    const web = commands.start('mosmon', ['--web', '0']);
    started.push(web);
    const [printed] = (await once(web.stdout, 'data')) as [Buffer];
    const url = String(printed).trim();
    const page = await chromium.page(url);
    const box = `[data-task="${task}"]`;
    await page.shows(`document.querySelectorAll('.node').length === 3`);
    await page.shows(`document.querySelector('.task${box}')?.dataset.node === '1'`);
    // The token is in the address no more.
    expect(await page.value('location.href')).toBe(new URL('/', url).href);
    expect(await page.value('document.cookie')).toBe('');
    await page.shows(`document.querySelectorAll('#nodes tbody tr').length === 3`);
    expect(await page.text(`#tasks tr[data-key="${task}"]`)).toMatch(`${pid}`);
    await page.shows(`document.querySelectorAll('#charts canvas').length === 3`);

    const release = await drag(page, task, 2);
    await page.shows(`${said} === 'let go: ${pid} primes migrates to node 2'`);
    await page.shows(`document.querySelector('.node[data-node="2"]').classList.contains('open')`);
    await release();
    await page.shows(`${said}.startsWith('${pid} primes executes on node 2, frozen for ')`);
    await page.shows(`document.querySelector('.task${box}').dataset.node === '2'`);
    expect((await tasks()).find(({ home }) => home === 1)?.where).toBe(2);
    await page.shows(`/1 → 2.*ms/.test(document.querySelector('#log tbody')?.textContent)`);
    await page.shows(`document.querySelectorAll('.way').length === 1`);

    // A node that takes no guests: the page says so before, and nothing is asked.
    expect((await ended(onNode(3, 'mosctl', ['block']))).code).toBe(0);
    await page.shows(`/blocked/.test(document.querySelector('#nodes tr[data-key="3"]').textContent)`);
    const asked = page.asked.length;
    const let3 = await drag(page, task, 3);
    await page.shows(`${said} === 'node 3 accepts no guests'`);
    await let3();
    await page.shows(`document.querySelector('.carried') === null`);
    expect(await page.value(said)).toBe('node 3 accepts no guests');
    expect(page.asked.slice(asked).filter((one) => one.endsWith('/migrate'))).toEqual([]);
    // What the agent refuses comes with its words.
    const answer = await page.value<{ event?: { event: string }; error?: string }>(
      `fetch('/migrate', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Omosix': '1' },
        body: JSON.stringify({ task: '${task}', to: 77 }) }).then((response) => response.json())`,
    );
    expect(answer.error ?? JSON.stringify(answer.event)).toMatch(/node 77/);

    // Escape lets go; by keys the task comes home.
    const late = await drag(page, task, 1);
    await page.shows(`${said} === 'let go: ${pid} primes migrates to node 1'`);
    await page.key('Escape');
    await page.shows(`${said} === 'let go: nothing moves'`);
    await late();
    await page.key('?');
    await page.shows(`document.querySelector('#help').open`);
    const close = await page.middle('#help button');
    await page.mouse('Pressed', close);
    await page.mouse('Released', close);
    await page.shows(`!document.querySelector('#help').open`);
    await page.value(`document.querySelector('.task${box}').focus()`);
    await page.key('m');
    await page.shows(`document.querySelector('#move').open`);
    expect(await page.text('#targets [data-to="3"]')).toMatch(/node 3 accepts no guests/);
    await page.key('Escape');
    await page.shows(`!document.querySelector('#move').open`);
    await page.key('m');
    await page.value(`document.querySelector('#targets [data-to="1"]').focus()`);
    await page.key('Enter');
    await page.shows(`document.querySelector('.task${box}').dataset.node === '1'`);

    // Narrow, nothing sticks out; in the dark the page is dark.
    await page.resize({ width: 360, height: 800 });
    await page.shows(`document.documentElement.scrollWidth <= 360`);
    await page.dark(true);
    await page.shows(`getComputedStyle(document.body).backgroundColor === 'rgb(17, 22, 28)'`);
    expect(page.complaints).toEqual([]);
    const { host } = new URL(url);
    expect(page.asked.map((one) => new URL(one).host).filter((one) => one !== host)).toEqual([]);

    // The agent goes, and another comes.
    child.kill('SIGTERM');
    await page.shows(`!${trouble}.hidden && ${trouble}.textContent.startsWith('the agent is gone')`);
    const next = await omrun();
    await page.shows(`${trouble}.hidden && ${said} === 'the agent is back'`);
    await page.shows(`document.querySelector('.task[data-task="${next.task}"]')?.dataset.node === '1'`);

    // A signal ends it, and the page says so.
    web.kill('SIGINT');
    expect(await once(web, 'exit')).toEqual([0, null]);
    await page.shows(`/mosmon does not answer/.test(${trouble}.textContent)`);
  }, 120_000);
});

describe('mosmon --web', () => {
  it('what is wrong is said in one line', async () => {
    const none = await commands.run('mosmon', ['--web', '0']);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(/^mosmon: no agent runs here .*\n$/);
    const wrong = await commands.run('mosmon', ['--web', '::1:80']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('It must be PORT or HOST:PORT');
    const both = await commands.run('mosmon', ['--web', '0', '--once']);
    expect(both.code).toBe(2);
    expect(both.stderr).toMatch(/^mosmon: --web goes with none of .*\n$/);
    const remote = commands.start('mosmon', ['--web', '0'], undefined, { [OVER_SSH]: '1' });
    expect((await ended(remote)).stderr).toMatch(/^mosmon: .* not over ssh\n$/);
  });
});
