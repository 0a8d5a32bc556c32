import { AgentClient } from '../../agent/control/client.ts';
import { controlSocketOf, placesOf } from '../../agent/places.ts';

/** What a verb does with the user's own agent. @throws OmosixError ENOAGENT where it does not run */
export async function withAgent<T>(act: (client: AgentClient) => Promise<T>): Promise<T> {
  const client = await AgentClient.connect(controlSocketOf(placesOf(process.env)));
  try {
    return await act(client);
  } finally {
    client.close();
  }
}
