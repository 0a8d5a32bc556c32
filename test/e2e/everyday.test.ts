/**
 * Programs as people write them, moved every 50 ms between three nodes: they print what they print under plain node, and lose nothing.
 * Small ones here; OMOSIX_WHOLE=1 takes them at their full size.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CERT } from '../conformance/programs/certificate.ts';
import { Commands } from '../support/commands.ts';
import { curl, hasCurl, makeTree, noise, offering } from '../support/everyday.ts';
import { run, stripTypes } from '../support/plain.ts';
import { seed, shareOf } from '../support/share.ts';
import { hasTmux, Tmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';
import { workloadsDirectory } from '../support/workloads.ts';

const isWhole = process.env.OMOSIX_WHOLE !== undefined;
const DOWNLOAD_BYTES = isWhole ? 100_000_000 : 8_000_000;
const TREE_FILES = isWhole ? 5000 : 200;
const DIGITS = isWhole ? '5000' : '2000';
const REQUESTS = isWhole ? 300 : 20;
const LIMIT_MS = 240_000;

/** Each takes some seconds: one of them in each run. */
const PROGRAMS = ['walk-tree', 'pi-workers', 'download', 'web-server', 'guess'] as const;
const chosen = shareOf(PROGRAMS, PROGRAMS.length);
const isLeftOut = (name: (typeof PROGRAMS)[number]): boolean => !chosen.includes(name);

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
  makeTree(join(commands.directory, 'tree'), TREE_FILES);
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

const source = (name: string): string => `${workloadsDirectory}${name}.ts`;
const plainly = (name: string): Promise<string> => stripTypes(source(name), commands.directory);
const inDirectory = (name: string): string => join(commands.directory, name);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function moving(run: string): string[] {
  return ['--nodes', '3', '--migrate-every', '50', '--stats', `${run}.jsonl`];
}
function moves(run: string): number {
  const file = inDirectory(`${run}.jsonl`);
  const events = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return events.match(/"event":"migration"/g)?.length ?? 0;
}

/** It prints the same under both. */
async function compared(name: string, args: string[]): Promise<void> {
  const { exitCode, ...plain } = await run(process.execPath, [await plainly(name), ...args], {
    cwd: commands.directory,
  });
  expect(exitCode).toBe(0);
  const ours = await commands.run('omrun', [...moving(name), source(name), ...args]);
  expect(ours).toEqual({ ...plain, code: 0 });
  expect(moves(name)).toBeGreaterThan(0);
}

describe(`moved all the time, seed ${seed}`, () => {
  it.skipIf(isLeftOut('walk-tree'))('a directory walker', () => compared('walk-tree', ['tree']), LIMIT_MS);

  it.skipIf(isLeftOut('pi-workers'))(
    'a program with 8 workers',
    () => compared('pi-workers', [DIGITS, '8']),
    LIMIT_MS,
  );

  it.skipIf(isLeftOut('download'))(
    'downloads, by http and https',
    async () => {
      writeFileSync(inDirectory('ca.pem'), CERT);
      process.env.NODE_EXTRA_CA_CERTS = inDirectory('ca.pem');
      const bytes = noise(DOWNLOAD_BYTES, 5);
      await offering(bytes, async (urls) => {
        for (const url of urls) {
          await compared('download', [url, 'got']);
          expect(sha256(readFileSync(inDirectory('got')))).toBe(sha256(bytes));
        }
      });
      delete process.env.NODE_EXTRA_CA_CERTS;
    },
    LIMIT_MS,
  );
});

describe.skipIf(!hasCurl || isLeftOut('web-server'))(`a static web server, seed ${seed}`, () => {
  /** What it says until it has heard SIGTERM, after `use` has used it. */
  async function serving(child: ChildProcess, use: (url: string) => Promise<void>): Promise<string> {
    let text = '';
    child.stdout!.on('data', (chunk) => {
      text += chunk;
    });
    const end = new Promise((resolve) => child.once('close', resolve));
    await Promise.race([until(() => text.includes('\n')), end]);
    const url = text.trim();
    await use(url);
    child.kill('SIGTERM');
    expect(await end).toBe(0);
    return text.replace(url, 'URL');
  }

  /** Requests of all kinds, ever some at a time, while something large is under way. */
  async function answers(url: string, paths: string[]): Promise<string[]> {
    const large = curl(`${url}large.bin`);
    const got: string[] = [];
    for (let at = 0; at < paths.length; at += 4)
      got.push(...(await Promise.all(paths.slice(at, at + 4).map((path) => curl(url + path)))));
    got.push(await curl('-I', `${url}${paths[0]}`));
    got.push(await curl('-r', '100-2099', `${url}large.bin`), await curl('-r', '-5', `${url}large.bin`));
    got.push(await curl('-r', '99999999999-', `${url}large.bin`));
    got.push(await curl('-X', 'POST', '-d', 'a=b', url), await curl(`${url}not/there`));
    got.push(await curl(`${url}../../../../etc/passwd`), await curl(`${url}d0/`), await large);
    return got;
  }

  it(
    'answers as under node',
    async () => {
      const site = inDirectory('site');
      mkdirSync(site);
      const paths = makeTree(site, REQUESTS);
      writeFileSync(join(site, 'large.bin'), noise(DOWNLOAD_BYTES, 3));
      let expected: string[] = [];
      const plain = spawn(process.execPath, [await plainly('web-server'), site]);
      const said = await serving(plain, async (url) => {
        expected = await answers(url, paths);
      });
      const ours = commands.start('omrun', [...moving('web-server'), source('web-server'), site]);
      const saidMoving = await serving(ours, async (url) => {
        // On two CPUs the first move may take longer than all the answers.
        await until(() => moves('web-server') > 0);
        const got = await answers(url, paths);
        expect(got.map((text) => text.length)).toEqual(expected.map((text) => text.length));
        for (const [i, text] of got.entries()) expect(text === expected[i]).toBe(true);
      });
      expect(saidMoving).toBe(said);
      expect(moves('web-server')).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});

describe.skipIf(!hasTmux || isLeftOut('guess'))(`a guessing game in a terminal, seed ${seed}`, () => {
  /** The screen after a game, with `pause` in the middle of each line. */
  async function played(command: string, pause: () => Promise<void>): Promise<string> {
    const terminal = new Tmux(commands.directory, commands.env, { columns: 120 });
    try {
      terminal.type(`clear; ${command} 100 7`);
      let guesses = 0;
      let [low, high] = [1, 100];
      for (let isOver = false; !isOver; ) {
        await terminal.shows(/guess \(1 to 100\)\?$/m);
        const guess = String((low + high) >> 1).padStart(3, '0');
        terminal.keys(...guess.slice(0, 2));
        await pause();
        terminal.keys('x', 'BSpace', guess[2]!);
        terminal.keys('Enter');
        guesses++;
        const screen = await terminal.shows(new RegExp(`(?:Too (?:low|high)|Right)[^]*`.repeat(guesses)));
        const last = screen.match(/Too low|Too high|Right/g)!.at(-1);
        isOver = last === 'Right';
        if (last === 'Too low') low = Number(guess) + 1;
        else high = Number(guess) - 1;
      }
      await terminal.shows(/Another game/);
      terminal.keys('n', 'Enter');
      return (await terminal.shows(/played, best: \d+\.\n+prompt>/)).replace(/^prompt> clear.*\n/, '');
    } finally {
      terminal.close();
    }
  }

  it(
    'is played as under node, moved in the middle of each line',
    async () => {
      const plain = await played(`${process.execPath} ${await plainly('guess')}`, async () => {});
      const omrun = `${process.execPath} ${commands.path('omrun')} ${moving('guess').join(' ')}`;
      const ours = await played(`2> narration ${omrun} ${source('guess')}`, async () => {
        const before = moves('guess');
        await until(() => moves('guess') > before + 1);
      });
      expect(ours).toBe(plain);
    },
    LIMIT_MS,
  );
});
