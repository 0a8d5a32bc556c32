import { closeSync, existsSync, fstatSync, openSync, readSync, statSync, watchFile } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LOG_FILE } from '../../agent/log.ts';
import { humanLine, LOG_LEVELS, parsedLine } from '../../agent/log-line.ts';
import { placesOf } from '../../agent/places.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { onThisMachine } from '../over-ssh.ts';
import { isOn } from './reach.ts';

interface Options {
  lines: number;
  follow?: true;
  level: keyof typeof LOG_LEVELS;
  json?: true;
}

const LOOK_EVERY_MS = 300;
/** The end of a log is looked for in so much of it. */
const MOST_BYTES = 4 * 1024 * 1024;

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

/** Whole lines of a file, as it grows; from its beginning where it begins anew. */
class Tail {
  private at: number;
  private inode = 0;
  private rest = '';

  constructor(private readonly path: string) {
    const stat = statSync(path, { throwIfNoEntry: false });
    this.at = Math.max(0, (stat?.size ?? 0) - MOST_BYTES);
    this.inode = stat?.ino ?? 0;
  }

  read(): string[] {
    let fd: number;
    try {
      fd = openSync(this.path, 'r');
    } catch {
      return [];
    }
    try {
      const { size, ino } = fstatSync(fd);
      if (ino !== this.inode || size < this.at) [this.at, this.rest] = [0, ''];
      this.inode = ino;
      const bytes = Buffer.alloc(Math.min(size - this.at, MOST_BYTES));
      const length = readSync(fd, bytes, 0, bytes.length, this.at);
      this.at += length;
      const all = `${this.rest}${bytes.toString('utf8', 0, length)}`.split('\n');
      this.rest = all.pop() as string;
      return all;
    } finally {
      closeSync(fd);
    }
  }
}
