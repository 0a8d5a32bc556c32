import { existsSync, watchFile } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LOG_FILE } from '../../agent/log.ts';
import { humanLine, LOG_LEVELS, parsedLine } from '../../agent/log-line.ts';
import { placesOf } from '../../agent/places.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { onThisMachine } from '../over-ssh.ts';
import { isOn } from './reach.ts';
import { Tail } from './tail.ts';

interface Options {
  lines: number;
  follow?: true;
  level: keyof typeof LOG_LEVELS;
  json?: true;
}

const LOOK_EVERY_MS = 300;

export function addLog(mosctl: Command): void {
  mosctl
    .command('log')
    .description("show the log of this machine's agent")
    .option('-n, --lines <N>', 'the last so many lines', lines, 20)
    .option('-f, --follow', 'and what is written from now on, until Ctrl-C')
    .addOption(
      new Option('-l, --level <LEVEL>', 'the least important to show')
        .choices(Object.keys(LOG_LEVELS))
        .default('info'),
    )
    .option('--json', 'the lines as they are written')
    .addHelpText(
      'after',
      `
What is logged is decided by omd --log-level. It stands in ~/.local/state/omosix/omd.log, a JSON object a line, and before it in
omd.log.1: each has at most 8 MiB.

Examples:
  mosctl log -f                  what happens now?
  mosctl log -l warn -n 100
  mosctl log --json -n 1000 | jq 'select(.node == 7)'`,
    )
    .action((options: Options) => {
      onThisMachine('what of the log is shown');
      if (isOn()) throw new OmosixError('EUSAGE', 'log: each node keeps its own on its disk: type it there');
      show(join(placesOf(process.env).state, LOG_FILE), options);
    });
}

function lines(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a number of lines.');
  return Number(text);
}

function show(path: string, { lines: count, follow, level, json }: Options): void {
  if (!existsSync(path) && !follow) throw new OmosixError('ENOAGENT', `there is no log yet: ${path}`);
  const isShown = (line: string): boolean =>
    line !== '' && (parsedLine(line)?.level ?? 0) >= LOG_LEVELS[level];
  const print = (line: string): void => {
    const words = json ? line : humanLine(line, process.stdout.isTTY && !process.env.NO_COLOR);
    process.stdout.write(`${words}\n`);
  };
  const end = new Tail(path);
  const told = end.read().filter(isShown);
  if (count > 0) for (const line of told.slice(-count)) print(line);
  if (!follow) return;
  watchFile(path, { interval: LOOK_EVERY_MS }, () => {
    for (const line of end.read().filter(isShown)) print(line);
  });
}
