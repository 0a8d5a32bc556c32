/** A primary that stood still does not come back as one: a real process, and a real etcd. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { Cast } from './cast.ts';

const missing = etcdIsMissing();

describe.skipIf(missing)(`a paused primary${missing ? ` (${missing})` : ''}`, () => {
  let etcds: Etcds;
  let cast: Cast;
  beforeEach(async () => {
    etcds = await Etcds.start(1);
    cast = new Cast(etcds.urls);
  });
  afterEach(async () => {
    cast.leave();
    await etcds?.close();
  });

  it('it is followed, and what it does next is refused', async () => {
    const id = randomUUID();
    const child = spawn(process.execPath, ['tools/run-ts.mjs', 'test/ha/primary.ts', id, ...etcds.urls], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const ended = new Promise((resolve) => child.once('close', resolve));
      const said: Record<string, unknown>[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line)));
      const { views } = await cast.standby(id);
      await until(() => (views.at(-1)?.configuration?.replicas.length ?? 0) === 1);
      child.kill('SIGSTOP');
      await until(() => views.at(-1)?.epoch === null);
      const two = await cast.node(2);
      const outcome = await two.claims.takeOver(id, views.at(-1)!.seen, [3], two.lease);
      expect(outcome).toHaveProperty('claim');
      child.kill('SIGCONT');
      await ended;
      // On a busy machine its lease may be doubtful before that, too.
      const first = said.find((line) => 'epoch' in line)?.epoch;
      expect(said).toContainEqual({ fenced: true });
      const { epoch, configuration } = await two.claims.view(id);
      expect(epoch).toBeGreaterThan(first as number);
      expect(configuration).toMatchObject({ primary: 2, replicas: [3] });
    } finally {
      child.kill('SIGKILL');
    }
  });
});
