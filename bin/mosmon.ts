#!/usr/bin/env node
import { Command } from 'commander';
import { AgentClient } from '../agent/control/client.ts';
import { controlSocketOf, placesOf } from '../agent/places.ts';
import type { WatchedState } from '../protocol/control.ts';
import { fail, version } from './command.ts';
import { offerCompletion } from './completion.ts';

const program = new Command('mosmon')
  .description('Shows load, speed and memory of all nodes, live.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

offerCompletion(program);

async function main(): Promise<void> {
  program.parse();
  const client = await AgentClient.connect(controlSocketOf(placesOf(process.env)));
  const { Terminal } = await import('../tui/terminal.ts');
  let state: WatchedState | undefined;
  const terminal = new Terminal({
    mouse: 'none',
    env: process.env,
    onEvent(event) {
      if (event.on !== 'key' || event.key !== 'q') return;
      terminal.close();
      process.exit(0);
    },
  });
  const show = (): void =>
    terminal.show(({ width, height }) => [
      {
        kind: 'text',
        id: 'nodes',
        at: { x: 0, y: 0, width, height },
        lines: (state?.nodes ?? []).map(({ info }) => [{ text: `${info.id} ${info.name} ${info.load}` }]),
        border: { title: 'mosmon' },
      },
    ]);
  await client.watch(
    500,
    (next) => {
      state = next;
      show();
    },
    () => {},
  );
}

main().catch((error: Error) => fail('mosmon', error));
