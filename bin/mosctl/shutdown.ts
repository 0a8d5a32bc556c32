import type { Command } from 'commander';
import { withAgent } from './reach.ts';

export function addShutdown(mosctl: Command): void {
  mosctl
    .command('shutdown')
    .description("end the user's agent; its tasks and guests end with it (expel first to spare the guests)")
    .action(() =>
      withAgent(async (client) => {
        const closed = new Promise<void>((resolve) => {
          client.onClose = () => resolve();
        });
        await client.shutdown();
        if (client.remote === null || client.remote === client.node) await closed;
      }),
    );
}
