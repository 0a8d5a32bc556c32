import type { Command } from 'commander';
import { plain } from '../../tui/table.ts';
import { withAgent } from './reach.ts';

/** What lasts longer is told, so that nobody thinks that nothing happens. */
const TELL_AFTER_MS = 1_000;

const VERBS = [
  {
    verb: 'expel',
    description: 'accept no guests, send all that are here away, wait until they are gone',
    moved: 'left',
    stuck: 'does not leave',
    help: `
Each guest's home says where it goes: to the node that serves it best, else home. Ctrl-C ends the waiting; guests go on
leaving, and the node stays blocked. What does not leave is named with its reason, and the exit code is 1.

Examples:
  mosctl expel               before this machine is switched off
  mosctl -N lab7 expel       empty another node that lets this one command it
  mosctl noblock             let guests in again`,
    after: (node: number) => `node ${node} accepts no guests (noblock lets them in again)`,
  },
  {
    verb: 'bring',
    description: 'bring all our tasks home, wait until they are here; they stay (lstay)',
    moved: 'came home',
    stuck: 'does not come home',
    help: `
What does not come, because its node cannot be reached or something holds it, is named with its reason; the exit code is 1.

Examples:
  mosctl bring               all tasks that were started here
  mosctl nolstay             let them go again`,
    after: (node: number) => `tasks of node ${node} stay at home (nolstay lets them go again)`,
  },
] as const;

export function addClearing(mosctl: Command): void {
  for (const { verb, description, moved, stuck, help, after } of VERBS) {
    mosctl
      .command(verb)
      .description(description)
      .option('--json', 'print the result as JSON')
      .addHelpText('after', help)
      .action(({ json }: { json?: true }) =>
        withAgent(async (client) => {
          const progress = teller();
          const result = await client.clear(verb, (message) => progress.tell(message)).finally(progress.end);
          const node = client.remote ?? client.node;
          if (json) {
            const { moved: count, stuck: rest } = result;
            process.stdout.write(`${JSON.stringify({ node, moved: count, stuck: rest })}\n`);
          } else {
            const count = result.moved === 1 ? '1 task' : `${result.moved} tasks`;
            process.stdout.write(`${count} ${moved}; ${after(node)}\n`);
            for (const { task, command, reason } of result.stuck)
              process.stderr.write(`mosctl: ${task} (${plain(command)}) ${stuck}: ${plain(reason)}\n`);
          }
          if (result.stuck.length > 0) process.exitCode = 1;
        }),
      );
  }
}

/** Says the last message once the wait has become long, then each new one. */
function teller(): { tell(message: string): void; end(): void } {
  let [last, said] = ['', ''];
  let isLong = false;
  const say = (): void => {
    if (!isLong || last === said) return;
    said = last;
    process.stderr.write(`mosctl: ${plain(last)}\n`);
  };
  const timer = setTimeout(() => {
    isLong = true;
    say();
  }, TELL_AFTER_MS);
  return {
    tell: (message) => {
      last = message;
      say();
    },
    end: () => clearTimeout(timer),
  };
}
