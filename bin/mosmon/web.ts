import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { AgentClient } from '../../agent/control/client.ts';
import { Monitor } from '../../agent/control/monitor.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { WebOrder } from '../../protocol/web.ts';
import { isLoopback, type WebAddress } from '../../web/server/address.ts';
import { type WebFile, WebServer, type WebWorld } from '../../web/server/server.ts';
import { onOwnConnection } from '../own-connection.ts';

const EVERY_MS = 250;
const TOKEN_BYTES = 18;

const FILES = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/page.js', name: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/page.css', name: 'page.css', type: 'text/css; charset=utf-8' },
  { path: '/icon.svg', name: 'icon.svg', type: 'image/svg+xml' },
];

/** Serves the page until a signal ends it. @throws OmosixError where there is no agent, or no such address */
export async function serveWeb(address: WebAddress, find: () => Promise<AgentClient>): Promise<void> {
  // As the terminal: without an agent nothing begins.
  const first = await find();
  const asked = new Set<AgentClient>();
  const ask = <Answer>(question: (client: AgentClient) => Promise<Answer>): Promise<Answer> =>
    onOwnConnection(monitor.client, async (client) => {
      asked.add(client);
      try {
        return await question(client);
      } finally {
        asked.delete(client);
      }
    });
  const world: WebWorld = {
    migrate: ({ task, to }: WebOrder): Promise<TaskLifeEvent> => ask((client) => client.migrate(task, to)),
    history: (fromMs, toMs) => ask((client) => client.history({ what: 'samples', fromMs, toMs })),
  };
  const web = await WebServer.listen(
    {
      ...address,
      token: randomBytes(TOKEN_BYTES).toString('base64url'),
      names: [hostname()],
      files: readFiles(),
      clock: systemClock,
    },
    world,
  ).catch((error: Error) => {
    first.close();
    throw error;
  });
  const monitor = new Monitor(find, EVERY_MS, (event) => {
    if (event.on === 'life') web.life(event.event);
    else if (event.on === 'lost') web.lost(event.reason);
    else {
      const { nodes, tasks, missed, omitted } = event.state;
      web.state({ atMs: systemClock.nowMs(), nodes, tasks, missed, omitted });
    }
  });
  const end = (): void => {
    monitor.stop();
    web.close();
    for (const client of asked) client.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  try {
    await monitor.start(first);
  } catch (error) {
    end();
    throw error;
  }
  process.stdout.write(`${web.url}\n`);
  if (!isLoopback(address.host)) {
    process.stderr.write(
      'mosmon: who can read this network can read along, and use the page: ssh -L PORT:localhost:PORT, to a page on loopback, keeps it private\n',
    );
  }
}

/** The bundler may have put this file into a chunk, a directory further down. */
function readFiles(): Map<string, WebFile> {
  const places = ['web/', '../web/'].map((place) => new URL(place, import.meta.url));
  const place = places.find((one) => existsSync(new URL('index.html', one))) ?? places[0]!;
  return new Map(
    FILES.map(({ path, name, type }) => [path, { type, bytes: readFileSync(new URL(name, place)) }]),
  );
}
