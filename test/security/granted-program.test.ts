/** A program whose user has allowed it little, wherever it executes, whatever it starts, and after it was restored. */
import { readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Commands, ended } from '../support/commands.ts';
import { until } from '../support/until.ts';

let commands: Commands;
let allowed: string;
let secret: string;
const program = fileURLToPath(new URL('./programs/granted.ts', import.meta.url));
const node = realpathSync(process.execPath);

beforeAll(() => {
  commands = new Commands();
  allowed = join(commands.directory, 'allowed');
  secret = join(commands.directory, 'secret.json');
  writeFileSync(secret, '"a secret"');
});
afterAll(() => commands.remove());

it('gets what it may, and Node’s own refusal of the rest', async () => {
  writeFileSync(allowed, 'allowed');
  const grants = [
    `--allow-read=${allowed}`,
    '--allow-net=localhost',
    `--allow-run=${node}`,
    '--allow-env=NAMED',
  ];
  const child = commands.start(
    'omrun',
    ['--nodes', '2', '-j', '2', '-L', ...grants, program, 'main', allowed, secret],
    commands.directory,
    { SECRET: '1', NAMED: '2' },
  );
  child.stdin.end();
  const { stdout, stderr, code } = await ended(child);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toEqual([
    'main reads what it may: allowed',
    'main reads what it may not: ERR_ACCESS_DENIED FileSystemRead SECRET',
    'promised: ERR_ACCESS_DENIED FileSystemRead SECRET',
    'streamed: ERR_ACCESS_DENIED FileSystemRead SECRET',
    `written: ERR_ACCESS_DENIED FileSystemWrite ${allowed}`,
    'its own file: /**',
    'environment: ,2,true',
    'name: ERR_ACCESS_DENIED Net secret.example',
    'connected: served',
    'refused: ERR_ACCESS_DENIED Net secret.example',
    'thread reads what it may: allowed',
    'thread reads what it may not: ERR_ACCESS_DENIED FileSystemRead SECRET',
    'thread of a text: ERR_ACCESS_DENIED undefined undefined',
    'thread of another file: ERR_ACCESS_DENIED FileSystemRead SECRET',
    'child reads what it may: allowed',
    'child reads what it may not: ERR_ACCESS_DENIED FileSystemRead SECRET',
  ]);
  expect(stderr.match(/refused to its program: read/g)).toHaveLength(2);
  expect({ code, secret: /a secret/.test(stdout + stderr) }).toEqual({ code: 0, secret: false });
});

it('a checkpoint allows what its task was allowed, until its user says otherwise', async () => {
  rmSync(allowed, { force: true });
  const limits = [`--allow-read=${allowed}`, '--checkpoint-every', '50ms'];
  const child = commands.start('omrun', ['--nodes', '1', ...limits, program, 'wait', allowed, secret]);
  const made = () => readdirSync(commands.directory).filter((name) => name.endsWith('.checkpoint'));
  await until(() => made().length > 0);
  child.kill('SIGTERM');
  await ended(child);
  writeFileSync(allowed, 'allowed');
  const restore = ['--nodes', '1', '--restore', join(commands.directory, made()[0]!)];
  expect((await commands.run('omrun', restore)).stdout).toContain(
    'may not: ERR_ACCESS_DENIED FileSystemRead',
  );
  expect((await commands.run('omrun', [...restore, '--allow-read'])).stdout).toContain('may not: "a secret"');
});
