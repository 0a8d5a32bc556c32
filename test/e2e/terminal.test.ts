/** A real terminal: Ctrl-C, Ctrl-Z, and the shell that goes on afterwards. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

describe.skipIf(!hasTmux)('in a terminal', () => {
  let commands: Commands;
  /** A server of the test's own, so that nobody else's sessions are seen. */
  let socket: string;
  let servers = 0;
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8', env: commands.env });

  beforeAll(() => {
    commands = new Commands();
    writeFileSync(
      join(commands.directory, 'busy.ts'),
      `console.log('busy on', process.stdout.isTTY ? 'a terminal' : 'no terminal', process.stdout.columns);
let x = 1;
for (let n = 1; ; n++) {
  x = (x * 48271) % 2147483647;
  if (n % 3_000_000 === 0) console.log('still busy', n);
}
`,
    );
  });
  afterAll(() => commands.remove());
  beforeEach(() => {
    const shell = 'exec env PS1="prompt> " bash --norc --noprofile';
    // A server that is ending would take the next session with it.
    socket = join(commands.directory, `tmux-${++servers}`);
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '40', '-c', commands.directory, shell);
  });
  afterEach(() => {
    tmux('kill-server');
    expect(commands.leftovers()).toEqual([]);
  });

  const type = (line: string): string => tmux('send-keys', '-l', line) + tmux('send-keys', 'Enter');
  const screen = (): string => tmux('capture-pane', '-p', '-J', '-S', '-200');
  async function shows(pattern: RegExp): Promise<string> {
    for (;;) {
      const text = screen();
      if (pattern.test(text)) return text;
      await sleep(50);
    }
  }
  const omrun = (options: string): string =>
    `${process.execPath} ${commands.path('omrun')} ${options} busy.ts`;

  it('Ctrl-C ends a busy program on any node, with the status of a signal', async () => {
    type(omrun('--nodes 2 --migrate-every 100'));
    await shows(/^busy on a terminal 100$/m);
    // It has moved at least once: the narration on a terminal says so.
    await shows(/omrun: .*node 1.*node 2/);
    tmux('send-keys', 'C-c');
    await shows(/killed by SIGINT/);
    // On its own line: a shell forgets the rest of a line whose command died of Ctrl-C.
    type('echo "status $?"');
    expect(await shows(/^status \d+$/m)).toMatch(/^status 130$/m);
  }, 120_000);

  it('Ctrl-Z stops it, fg goes on, Ctrl-C ends it', async () => {
    type(omrun('--nodes 1 -L'));
    await shows(/^busy on a terminal/m);
    tmux('send-keys', 'C-z');
    await shows(/Stopped/);
    type('fg');
    await shows(/busy[^$]*fg[^$]*still busy/);
    tmux('send-keys', 'C-c');
    await shows(/killed by SIGINT/);
    type('echo "status $?"');
    expect(await shows(/^status \d+$/m)).toMatch(/^status 130$/m);
  }, 120_000);
});
