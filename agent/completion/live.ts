import { connectAll } from '../control/discover.ts';
import { Shelf } from '../detached/shelf.ts';
import type { Places } from '../places.ts';
import { within } from '../space/time-limit.ts';
import type { Live } from './completable.ts';

/** Who presses a key does not wait for longer. */
const LIMIT_MS = 2_000;
/** More than that nobody reads. */
const MOST = 1_000;

/** What `--complete KIND` prints, a word a line: nothing where no agent runs, and nothing is started for it. */
export async function liveWords(kind: string | undefined, places: Places): Promise<string> {
  const words = await within(LIMIT_MS, wordsOf(kind as Live, places), 'too late').catch(() => []);
  return (
    [...new Set(words)]
      // A node may be called anything; what stands on a command line is one word of it.
      .filter((word) => /^[\w.:@%+-]+$/.test(word))
      .slice(0, MOST)
      .map((word) => `${word}\n`)
      .join('')
  );
}

async function wordsOf(kind: Live, places: Places): Promise<string[]> {
  if (kind === 'kept') return new Shelf(places.state).all().map(({ kept }) => kept.task);
  const clients = await connectAll(places);
  const of = async <T>(ask: (client: (typeof clients)[number]) => Promise<T[]>): Promise<T[]> =>
    (await Promise.all(clients.map((client) => ask(client).catch(() => [])))).flat();
  if (kind === 'tasks') return (await of((client) => client.tasks())).map(({ task }) => task);
  const nodes = (await of((client) => client.status())).filter(({ state }) => state !== 'dead');
  return [...nodes.map(({ info }) => String(info.id)), ...nodes.map(({ info }) => info.name)];
}
