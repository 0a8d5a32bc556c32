#!/usr/bin/env node
import { constants } from 'node:os';
import { Command, Help, InvalidArgumentError, Option } from 'commander';
import { connectAll } from '../agent/control/discover.ts';
import { placesOf } from '../agent/places.ts';
import { within } from '../agent/space/time-limit.ts';
import { isOmosixError, OmosixError } from '../protocol/errors.ts';
import { SIGNALS } from '../protocol/signals.ts';
import { fail, printable, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { KnownTasks, taskName } from './tasks/name.ts';
import { numberOf, signalNamed, withoutDash } from './tasks/signal-name.ts';

/** The agent gives a silent link up after 20 s; a node that is there answers at once. */
const LIMIT_MS = 10_000;

const signal = new Option('-s, --signal <SIGNAL>', 'its name or number (also -SIGNAL, as in -9 or -HUP)')
  .choices(SIGNALS.map((name) => name.slice('SIG'.length)))
  .argParser((text) => {
    const found = signalNamed(text);
    if (found === null) throw new InvalidArgumentError("There is no such signal ('omkill -l' lists them).");
    return found;
  });

const program = new Command('omkill')
  .description('Sends a signal to tasks anywhere in the cluster, as kill does to processes.')
  .argument('[PID...]', 'of their omrun processes, or their names in the cluster, HOME:PID (see mps -a)')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .configureHelp({
    // The choices are for completion: `-l` lists them.
    optionDescription: (option) =>
      option === signal ? `${option.description}; else TERM` : new Help().optionDescription(option),
  })
  .addOption(signal.default('SIGTERM', 'TERM'))
  .option('-l, --list', 'list the signals, or say the names of numbers and the numbers of names')
  .addHelpText(
    'after',
    `
The signal is sent to the task's omrun process at its home, as kill does there: the program's own handlers run, or
omrun ends by it. STOP and CONT stop a task and let it go on, wherever it executes. 0 only asks whether it is there.
It may be typed on any node that the task's home lets (admin); where a task executes it may be stopped and continued.
HOME is a node's ID or name. A PID alone is that of a task at home here, or of a guest here. Worker threads (PID.N)
have no signals of their own. Process groups are for kill, at their home.

Examples:
  omkill 4711               TERM for the task of omrun process 4711
  omkill -HUP 1:4711 3:99   the tasks of two homes
  omkill -s STOP lab7:4711  stop it
  omkill -0 1:4711          is it there?
  omkill -l 15              what signal 15 is called

Exit code: 0 if all could be sent, 1 if one could not, 2 for a wrong command line.
Agents are found below $XDG_RUNTIME_DIR/omosix (else /tmp), those of private clusters too; OMOSIX_HOME moves that.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

async function main(): Promise<void> {
  program.parse(withoutDash(process.argv));
  const { signal, list } = program.opts<{ signal: ReturnType<typeof signalNamed> & string; list?: true }>();
  if (list) {
    for (const line of listed(program.args)) process.stdout.write(`${line}\n`);
    return;
  }
  if (program.args.length === 0) throw new OmosixError('EUSAGE', 'which task? A PID or HOME:PID is missing');
  for (const name of program.args) taskName(name);
  const clients = await connectAll(placesOf(process.env));
  const known = await KnownTasks.of(clients);
  for (const name of program.args) {
    try {
      const { client, task } = await known.find(name);
      const limit = `its home has not answered within ${LIMIT_MS / 1000} s; whether the signal has arrived is not known`;
      await within(LIMIT_MS, client.signal(task, signal), limit);
    } catch (error) {
      if (!isOmosixError(error as Error)) throw error;
      process.stderr.write(`omkill: ${name}: ${printable((error as Error).message)}\n`);
      process.exitCode = 1;
    }
  }
  for (const client of clients) client.close();
}

/** As `kill -l`: all of them, or of each number its name and of each name its number. */
function listed(asked: readonly string[]): string[] {
  if (asked.length === 0) {
    const there = SIGNALS.filter((name) => name in constants.signals);
    return there.map((name) => `${String(constants.signals[name]).padStart(2)} ${name.slice('SIG'.length)}`);
  }
  return asked.map((text) => {
    // What a shell says of a program that died of a signal.
    const named = signalNamed(text) ?? (/^\d+$/.test(text) ? signalNamed(String(Number(text) - 128)) : null);
    if (named === null) throw new OmosixError('EUSAGE', `'${text}' is no signal`);
    return /^\d+$/.test(text) ? named.replace(/^SIG/, '') : String(numberOf(named));
  });
}

main().catch((error: Error) => fail('omkill', error));
