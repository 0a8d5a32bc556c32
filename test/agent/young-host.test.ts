/** A host that is killed before its task has begun costs nothing: another one takes the task. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Hosts, settingsOf } from '../../agent/guests/hosts.ts';
import { orAnother } from '../../agent/guests/prepare.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { descendants, killed } from '../support/processes.ts';
import { Bundle } from './fixtures/cluster.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let bundle: Bundle;
let hosts: Hosts;
let code: string;
beforeAll(async () => {
  bundle = await Bundle.make();
  code = mkdtempSync(join(tmpdir(), 'omosix-hosts-'));
  hosts = new Hosts(join(bundle.directory, 'dist/host.cjs'), code, systemClock, quiet);
});
afterAll(async () => {
  await hosts.close();
  bundle.remove();
  rmSync(code, { recursive: true, force: true });
});

const settings = settingsOf({ env: {}, cwd: '/', memoryMb: null });

it('another takes the place of one that is killed while it starts', async () => {
  let tries = 0;
  const host = await orAnother(() => {
    const taken = hosts.take(settings);
    if (tries++ === 0) void killFirst();
    return taken;
  });
  expect(tries).toBe(2);
  expect(host.alive).toBe(true);
});

async function killFirst(): Promise<void> {
  for (;;) {
    // What puts it behind walls has its command line, and comes first.
    const first = descendants(process.pid).find(({ command }) => command.includes('--expose-internals'));
    if (first && killed(first.pid)) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

it('who refuses is not asked twice, and no third is tried', async () => {
  for (const [errorCode, most] of [
    ['EREFUSED', 1],
    ['ELOST', 2],
  ] as const) {
    let tries = 0;
    const dying = (): Promise<never> => {
      tries++;
      return Promise.reject(new OmosixError(errorCode, 'no'));
    };
    await expect(orAnother(dying)).rejects.toMatchObject({ code: errorCode });
    expect(tries).toBe(most);
  }
});
