import { closeSync, openSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import tty from 'node:tty';
import { OmosixError } from '../../protocol/errors.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { narrate } from '../deputy/narrator.ts';
import type { Options } from './options.ts';

const STDERR = 2;
/** What lasts longer is named, so that nobody thinks omrun hangs. */
const NAME_AFTER_MS = 1_000;

/** What the user is told besides the program's own output: on standard error, and in the `--stats` file. */
export class Reporter {
  private readonly program: string;
  private readonly isTelling: boolean;
  /** Its user hears what it says: no program reads it. */
  readonly isHeard: boolean;
  private stats: number | null;
  private home = 0;

  /** @throws OmosixError EUSAGE where the `--stats` file cannot be written */
  constructor(
    options: Pick<Options, 'verbose' | 'nodes' | 'stats'>,
    file: string,
    { isChild = false, isHeard = true } = {},
  ) {
    this.program = basename(file);
    this.isHeard = isHeard;
    this.isTelling = options.verbose || (options.nodes !== null && tty.isatty(STDERR));
    this.stats = options.stats === null ? null : openStats(options.stats, isChild);
  }

  /** Its user is told what happens. */
  get tells(): boolean {
    return this.isTelling;
  }

  life(event: TaskLifeEvent): void {
    this.record(event);
    // A lost task is told in any case, at the end.
    if (event.event !== 'lost') this.tell(narrate(event, this.home, this.program));
  }

  /** A full disk ends the statistics, not the program. */
  private record(event: TaskLifeEvent): void {
    if (this.stats === null) return;
    try {
      writeSync(this.stats, `${JSON.stringify(event)}\n`);
    } catch (error) {
      say(`--stats: ${(error as Error).message}; no more is written`);
      this.stats = null;
    }
  }

  isHome(node: number): void {
    this.home = node;
  }

  /** What its user has to know in any case. */
  warn(line: string): void {
    if (this.isHeard) say(line);
  }

  tell(line: string): void {
    if (this.isTelling) say(line);
  }

  /** Names work on a terminal that takes its time. */
  async named<T>(what: string, work: Promise<T>): Promise<T> {
    if (!this.isTelling && !tty.isatty(STDERR)) return work;
    const timer = setTimeout(() => say(`${what} …`), NAME_AFTER_MS);
    return work.finally(() => clearTimeout(timer));
  }

  close(): void {
    if (this.stats !== null) closeSync(this.stats);
  }
}

function say(line: string): void {
  try {
    writeSync(STDERR, `omrun: ${line}\n`);
  } catch {
    // Nobody listens any more: the program's own output is what counts.
  }
}

/** Children of the task write into the same file, each line at its end. */
function openStats(path: string, isChild: boolean): number {
  try {
    if (!isChild) closeSync(openSync(path, 'w'));
    return openSync(path, 'a');
  } catch (error) {
    throw new OmosixError('EUSAGE', `--stats ${path}: ${(error as Error).message}`);
  }
}
