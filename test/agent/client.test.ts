import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AgentClient } from '../../agent/control/client.ts';

it('an agent that dies as it is reached is one that is not there, whatever the system calls that', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'om-client-'));
  const socket = join(directory, 'agent.sock');
  // Takes connections, and says nothing on them.
  const dying = createServer((connection) => connection.destroy());
  try {
    await new Promise<void>((resolve) => dying.listen(socket, resolve));
    for (let tries = 0; tries < 20; tries++)
      await expect(AgentClient.connect(socket)).rejects.toMatchObject({ code: 'ENOAGENT' });
  } finally {
    dying.close();
    rmSync(directory, { recursive: true });
  }
});
