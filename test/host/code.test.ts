/** V8's code of the host's script: made by an idle spare, kept, and taken by the next host. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPEN } from '../../agent/confine/ways.ts';
import { HostProcess } from '../../agent/guests/host-process.ts';
import { HostScript } from '../../agent/guests/host-script.ts';
import { Hosts, settingsOf } from '../../agent/guests/hosts.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { Log } from '../../protocol/ports.ts';
import { Commands } from '../support/commands.ts';
import { until } from '../support/until.ts';

const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Log;
const settings = settingsOf({ env: {}, cwd: '/', memoryMb: null });

let commands: Commands;
let directory: string;
beforeAll(() => {
  commands = new Commands();
  directory = mkdtempSync(join(tmpdir(), 'omosix-code-'));
});
afterAll(() => {
  commands.remove();
  rmSync(directory, { recursive: true, force: true });
});

const stored = () => readdirSync(directory).filter((name) => name.endsWith('.code'));

/** What a host says when it is ready. */
async function begun(code: Uint8Array | null): Promise<unknown> {
  const text = readFileSync(commands.hostScript);
  const host = new HostProcess(text, OPEN, settings, code);
  const said = await new Promise((resolve, reject) =>
    host.listen({ message: resolve, records() {}, bulk() {}, exit: reject }),
  );
  host.kill();
  return said;
}

test('an idle spare tells it once, and the next host takes it', async () => {
  writeFileSync(join(directory, `${'0'.repeat(64)}.code`), 'of another build');
  const hosts = new Hosts(commands.hostScript, directory, systemClock, log);
  hosts.prepareSpare(settings);
  await until(() => stored().some((name) => !name.startsWith('0000')));
  await until(() => stored().length === 1);
  await hosts.close();
  const code = await new HostScript(commands.hostScript, directory).compiled();
  expect(code!.length).toBeGreaterThan(100_000);
  expect(await begun(code)).toEqual({
    op: 'ready',
    pid: expect.any(Number),
    nodeVersion: process.versions.node,
  });
});

test('code that V8 does not take is told of, and the host starts without', async () => {
  const code = Buffer.from((await new HostScript(commands.hostScript, directory).compiled())!);
  // What V8 checks: its version and flags are in the first words.
  code.fill(0xff, 4, 20);
  expect(await begun(code)).toMatchObject({ op: 'ready', codeRefused: true });
});

test('a file that is damaged is not given to V8, which would not notice', async () => {
  const file = join(directory, stored()[0]!);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
  expect(await new HostScript(commands.hostScript, directory).compiled()).toBeNull();
});
