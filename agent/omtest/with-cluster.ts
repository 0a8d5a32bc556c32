import { setTimeout as sleep } from 'node:timers/promises';
import { PrivateCluster } from '../cluster/private-cluster.ts';
import { AgentClient } from '../control/client.ts';
import type { Places } from '../places.ts';

const LOOK_MS = 100;

/** A private cluster for the time of `act`, which is given the control socket of its first node once that knows all others. */
export async function withCluster<T>(
  size: number,
  { omd, places }: { omd: string; places: Places },
  act: (socket: string) => Promise<T>,
): Promise<T> {
  const cluster = new PrivateCluster(size, omd, places);
  try {
    const { home, joined } = await cluster.start();
    await joined;
    const client = await AgentClient.connect(home.socket);
    while ((await client.status()).filter(({ state }) => state === 'alive').length < size)
      await sleep(LOOK_MS);
    client.close();
    return await act(home.socket);
  } finally {
    await cluster.close();
  }
}
