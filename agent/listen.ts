import type { AgentOptions } from './agent-options.ts';
import { keepPort } from './membership/identity.ts';
import type { Peers } from './transport/peers.ts';

/** Listens for peers. A port of our own choice that is taken is replaced by a free one, which is ours from now on. */
export async function listenOn(
  peers: Peers,
  { host, port, orElse }: NonNullable<AgentOptions['listen']>,
  state: string,
): Promise<{ host: string; port: number }> {
  try {
    return await peers.listen(host, port);
  } catch (error) {
    if (!orElse || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  }
  const listening = await peers.listen(host, 0);
  keepPort(state, listening.port);
  return listening;
}
