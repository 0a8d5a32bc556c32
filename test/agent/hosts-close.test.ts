/** Hosts that are ended while they are being started: nothing of them is left, whatever walls were being built. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { Hosts, settingsOf } from '../../agent/guests/hosts.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { descendants, gone } from '../support/processes.ts';
import { Bundle } from './fixtures/cluster.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let bundle: Bundle;
let code: string;
beforeAll(async () => {
  bundle = await Bundle.make();
  code = mkdtempSync(join(tmpdir(), 'omosix-hosts-'));
});
afterAll(() => {
  bundle.remove();
  rmSync(code, { recursive: true, force: true });
});

it('are gone when close resolves, at whatever moment that is asked for', async () => {
  const settings = settingsOf({ env: {}, cwd: '/', memoryMb: null });
  for (let n = 0; n < 20; n++) {
    const hosts = new Hosts(join(bundle.directory, 'dist/host.cjs'), code, systemClock, quiet);
    hosts.prepareSpare(settings);
    while (n > 0 && descendants(process.pid).length === 0) await sleep(1);
    await sleep(n);
    await hosts.close();
    await gone(descendants(process.pid).filter(({ command }) => /bwrap|scripted/.test(command)));
  }
});
