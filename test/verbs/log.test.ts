/** The log: JSON on the disk, words for people, and never too long. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../agent/log.ts';
import { humanLine } from '../../agent/log-line.ts';
import { Commands } from '../support/commands.ts';
import { until } from '../support/until.ts';

const at = new Date(2026, 10, 22, 14, 5, 10, 123).getTime();
const line = (level: number, msg: string, more: object = {}): string =>
  JSON.stringify({ level, time: at, pid: 7, ...more, msg });

let commands: Commands;
let directory: string;
beforeAll(() => {
  commands = new Commands();
  directory = mkdtempSync(join(tmpdir(), 'omx-log-'));
});
afterAll(() => {
  commands.remove();
  rmSync(directory, { recursive: true, force: true });
});

it('a line in words: time, level, message, fields; nothing of it steers a terminal', () => {
  const said = line(40, 'node is dead', { node: 3, why: 'it was \u001b[2J silent', key: 'a/b+c' });
  const words = '2026-11-22 14:05:10.123 warn  node is dead node=3 why="it was \\u001b[2J silent" key=a/b+c';
  expect(humanLine(said, false)).toBe(words);
  expect(humanLine(said, true)).toBe(`\u001b[33m${words}\u001b[0m`);
  expect(humanLine(line(30, 'a\u001b]0;x\u0007\nb'), true)).toBe('2026-11-22 14:05:10.123 info  a?]0;x??b');
  expect(humanLine('{"level":30,"ti\u0007', false)).toBe('{"level":30,"ti?');
});

it('begins anew when it has become long, also while it is written; one before it is kept', async () => {
  const path = join(directory, 'omd.log');
  writeFileSync(path, 'x'.repeat(8 * 1024 * 1024));
  const log = createLog({ stateDirectory: directory }, 'info');
  log.info('first');
  log.debug('not this');
  await until(() => existsSync(path) && readFileSync(path, 'utf8').includes('"first"'));
  expect(statSync(`${path}.1`).size).toBe(8 * 1024 * 1024);
  for (let i = 0; i < 3_000; i++) log.warn('again', { i, long: 'y'.repeat(4_000) });
  expect(statSync(path).size).toBeLessThan(10 * 1024 * 1024);
  expect(statSync(`${path}.1`).size).toBeGreaterThan(8 * 1024 * 1024);
  expect(readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)).toContain('"i":2999');
});

it('mosctl log: the last lines, those that matter, and those that come, also after it began anew', async () => {
  const state = join(commands.directory, 'home/state');
  mkdirSync(state, { recursive: true });
  const path = join(state, 'omd.log');
  expect(await commands.run('mosctl', ['log'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no log yet'),
  });
  writeFileSync(path, `${[line(30, 'one'), line(50, 'two'), line(30, 'three')].join('\n')}\n{"level":30,`);
  const last = async (...args: string[]): Promise<string[]> =>
    (await commands.run('mosctl', ['log', ...args])).stdout.trimEnd().split('\n');
  expect((await last('-n', '2')).map((each) => each.split(' ').at(-1))).toEqual(['two', 'three']);
  expect(await last('-l', 'warn')).toEqual(['2026-11-22 14:05:10.123 error two']);
  expect(JSON.parse((await last('--json', '-n', '1'))[0]!)).toMatchObject({ msg: 'three' });
  expect(await commands.run('mosctl', ['-N', '2', 'log'])).toMatchObject({ code: 2 });

  const following = commands.start('mosctl', ['log', '-f', '-n', '0']);
  let said = '';
  following.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  appendFileSync(path, `"time":${at},"msg":"half a line"}\n`);
  // It may have begun after that: something new until it is seen.
  await until(() => {
    appendFileSync(path, `${line(30, 'four')}\n`);
    return said.includes('four');
  });
  renameSync(path, `${path}.1`);
  writeFileSync(path, `${line(30, 'five')}\n`);
  await until(() => said.includes('five'));
  following.kill();
});
