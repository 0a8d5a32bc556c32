import { AgentClient } from '../agent/control/client.ts';
import { OmosixError } from '../protocol/errors.ts';

/** Asks on a connection of its own: a monitor's only tells, and another question may take its time. @throws OmosixError */
export async function onOwnConnection<T>(
  agent: AgentClient | null,
  ask: (client: AgentClient) => Promise<T>,
): Promise<T> {
  if (agent === null) throw new OmosixError('ENOAGENT', 'the agent is gone');
  const client = await AgentClient.connect(agent.path);
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}
