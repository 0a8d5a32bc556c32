import { isOmosixError } from '../../protocol/errors.ts';
import { AgentClient } from '../control/client.ts';
import { controlSocketOf, type Places } from '../places.ts';
import { argumentsOfUnit } from './arguments.ts';
import { installService, uninstallService } from './service.ts';

/** `omd --install` and `--uninstall`. @returns what to tell the user, a line each */
export async function install(
  isWanted: boolean,
  omd: string,
  places: Places,
  drainAfterS: number,
): Promise<string[]> {
  if (!isWanted) return uninstallService(process.env, places.state);
  const args = argumentsOfUnit(process.argv.slice(2));
  return installService(
    { node: process.execPath, omd, args, drainAfterS },
    process.env,
    await runningAgent(places),
  );
}

async function runningAgent(places: Places): Promise<string | null> {
  try {
    const client = await AgentClient.connect(controlSocketOf(places));
    const { agent } = await client.overview();
    client.close();
    return `pid ${agent.pid}`;
  } catch (error) {
    if (isOmosixError(error) && error.code === 'ENOAGENT') return null;
    return (error as Error).message;
  }
}
