import { type Command, InvalidArgumentError } from 'commander';
import type { AgentClient } from '../../agent/control/client.ts';
import type { Cleared } from '../../protocol/control.ts';
import { MAX_DRAIN_MS } from '../../protocol/limits.ts';
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

/** Leaving the cluster: not done where a guest, or a task that is away, does not move. */
const LEAVING = [
  {
    verb: 'isolate',
    description:
      'send all guests away, bring own tasks home, then cut all links to other nodes, until rejoin',
    help: `
Where a guest does not leave, or a task does not come home, the node stays in the cluster and the exit code is 1. It is kept
over restarts. What runs at home runs on. Others see the node as suspect, then dead; only on itself it can rejoin.

Examples:
  mosctl isolate             before this laptop leaves the building
  mosctl rejoin              back again`,
    done: (node: number) => `node ${node} is isolated (rejoin ends that)`,
  },
  {
    verb: 'shutdown',
    description: "send all guests away, then end the user's agent; its own tasks end with it",
    help: `
Where a guest does not leave, the agent runs on and the exit code is 1; --now ends it in any case, and them.

Examples:
  mosctl shutdown            before this machine is switched off
  mosctl -N lab7 shutdown    on another node that lets this one command it
  mosctl shutdown --now`,
    done: () => null,
  },
] as const;

function addLeaving(mosctl: Command): void {
  for (const { verb, description, help, done } of LEAVING) {
    const command = mosctl.command(verb).description(description).addHelpText('after', help);
    if (verb === 'shutdown') command.option('--now', 'do not send guests away: they end, too');
    command.action(({ now }: { now?: true }) =>
      withAgent(async (client) => {
        const { target: node } = client;
        const closed = new Promise<void>((resolve) => {
          client.onClose = () => resolve();
        });
        if (now) await client.shutdown();
        const stuck = now ? [] : await leave(client, verb);
        for (const { task, command: program, reason } of stuck)
          process.stderr.write(`mosctl: ${task} (${plain(program)}) does not move: ${plain(reason)}\n`);
        if (stuck.length > 0) {
          const way = verb === 'shutdown' ? ' (--now ends it in any case)' : '';
          process.stderr.write(`mosctl: so node ${node} stays in the cluster${way}\n`);
          process.exitCode = 1;
          return;
        }
        const words = done(node);
        if (words !== null) process.stdout.write(`${words}\n`);
        if (verb === 'shutdown' && node === client.node) await closed;
      }),
    );
  }
}

/** In ms. */
export function seconds(text: string): number {
  const ms = Math.round(Number(text) * 1000);
  if (!/^\d+(\.\d+)?$/.test(text) || ms > MAX_DRAIN_MS)
    throw new InvalidArgumentError(`It must be a number of seconds, at most ${MAX_DRAIN_MS / 1000}.`);
  return ms;
}

function addDrain(mosctl: Command): void {
  mosctl
    .command('drain')
    .description(
      'this machine is about to be switched off: send all guests away, as far as there is time, then end the agent',
    )
    .option('--deadline <S>', 'so many seconds (default: as omd --drain-after says, 30)', seconds)
    .addHelpText(
      'after',
      `
For what announces the end of a machine: a UPS on battery, the notice of a spot instance. A signal to omd does the same. Guests leave at
once, and those that something holds are asked again until the time is over; then the agent ends in any case. What is left is named, and
the exit code is 1: with omrun --checkpoint-every it goes on at its home from its last checkpoint, other tasks are lost to theirs.
Tasks whose home this node is end with it.

Examples:
  mosctl drain --deadline 90     two minutes before the machine is taken away
  mosctl -N lab7 drain           another node`,
    )
    .action(({ deadline }: { deadline?: number }) =>
      withAgent(async (client) => {
        const { target: node } = client;
        const closed = new Promise<void>((resolve) => {
          client.onClose = () => resolve();
        });
        const progress = teller();
        const { stuck } = await client
          .drain(deadline ?? null, (message) => progress.tell(message))
          .finally(progress.end);
        for (const { task, command, reason } of stuck)
          process.stderr.write(
            `mosctl: ${task} (${plain(command)}) ends with node ${node}: ${plain(reason)}\n`,
          );
        if (stuck.length > 0) process.exitCode = 1;
        if (node === client.node) await closed;
      }),
    );
}

async function leave(client: AgentClient, verb: 'isolate' | 'shutdown'): Promise<Cleared['stuck']> {
  const progress = teller();
  return (await client.leave(verb, (message) => progress.tell(message)).finally(progress.end)).stuck;
}

export function addClearing(mosctl: Command): void {
  addLeaving(mosctl);
  addDrain(mosctl);
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
          const { target: node } = client;
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
export function teller(): { tell(message: string): void; end(): void } {
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
