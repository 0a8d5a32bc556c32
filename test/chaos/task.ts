/** One program of the load: its start, what it said, and whether that is what it should be. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { type Ended, ended } from '../support/commands.ts';
import { descendants, killed } from '../support/processes.ts';
import type { ChaosNode } from './chaos-node.ts';
import type { Journal } from './journal.ts';
import { type Kind, wrongFile, wrongText } from './kinds.ts';

/** A silent node is given up after so long: longer than any fault lasts by itself. */
const LOST_AFTER_S = 40;
/** A loss is told within this of what has caused it: connections over which nothing comes are kept for a while. */
export const TOLD_MS = LOST_AFTER_S * 1000 + 20_000;

/** What omrun says of a task that is kept, while it runs. */
const OF_KEPT = /^omrun: [^\n]*(?:goes on|no checkpoint)[^\n]*\n/gm;

/** `whole`: as under node. `again`: the same, though it was done again elsewhere. `lost`: omosix said so, and something was done that may cost it. `killed`: its deputy was. */
export type Verdict = 'whole' | 'again' | 'lost' | 'killed' | 'wrong';

export class ChaosTask {
  readonly startedMs: number;
  readonly cwd: string;
  readonly ended: Promise<Verdict>;
  isDeputyKilled = false;
  private readonly file: string;

  constructor(
    readonly number: number,
    readonly kind: Kind,
    readonly home: ChaosNode,
    private readonly options: readonly string[],
    private readonly journal: Journal,
  ) {
    this.startedMs = journal.nowMs;
    this.cwd = home.path(`task${number}`);
    mkdirSync(this.cwd);
    this.file = join(this.cwd, 'life.jsonl');
    const command = home.commandLine(
      'omrun',
      ...['--stats', this.file, '--lost-after', String(LOST_AFTER_S), ...options],
      kind.program,
      ...kind.arguments,
    );
    const child = home.machine.start(command, this.cwd);
    child.stdin.end(kind.stdin);
    this.ended = ended(child).then((how) => this.judge(how));
  }

  get name(): string {
    return `task ${this.number} (${[this.kind.name, ...this.options].join(' ')}, home ${this.home.name})`;
  }

  /** What it takes to do it again is kept at home. */
  private get isKept(): boolean {
    return this.options.includes('--checkpoint-every');
  }

  /** Its omrun, by the number that it has outside. */
  deputy(): number | null {
    return this.home.find(new RegExp(`/omrun\\.js --stats ${this.file} `))[0]?.pid ?? null;
  }

  /** What it has told of its life so far. */
  life(): TaskLifeEvent[] {
    let text = '';
    try {
      text = readFileSync(this.file, 'utf8');
    } catch {
      // It has not begun.
    }
    // A line of which a part is there belongs to a deputy that was killed.
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as TaskLifeEvent);
  }

  /** It does not end: what is left of it is ended. */
  kill(): void {
    const pid = this.deputy();
    if (pid === null) return;
    for (const one of [pid, ...descendants(pid).map(({ pid }) => pid)]) killed(one);
  }

  private judge(how: Ended): Verdict {
    const { wrong, verdict } = this.judged(how);
    const moves = this.life().filter(({ event }) => event === 'migration').length;
    const told =
      verdict === 'lost'
        ? `: ${how.stderr.split('\n').find((line) => / lost: /.test(line)) ?? how.stderr}`
        : '';
    this.journal.note(`${this.name}: ${verdict}, ${moves} moves${told}`);
    if (wrong === null) return verdict;
    this.journal.violation(`${this.name}: ${wrong}`);
    for (const event of this.life()) this.journal.note(`  its life: ${JSON.stringify(event)}`);
    return 'wrong';
  }

  private judged(how: Ended): { verdict: Verdict; wrong: string | null } {
    const { stdout, code, signal } = how;
    const { kind, cwd, isKept } = this;
    const stderr = isKept ? how.stderr.replace(OF_KEPT, '') : how.stderr;
    const isWhole = code === 0 && signal === null;
    const wrong =
      wrongText('standard output', stdout, kind.expected, isWhole) ?? wrongFile(kind, cwd, isWhole);
    const ending = `ended by ${signal ?? code}: ${JSON.stringify(stderr)}`;
    if (isWhole) {
      const odd = stderr === kind.complaints ? null : `it says ${JSON.stringify(stderr)}`;
      const isAgain = this.life().some(({ event }) => event === 'lost');
      return { verdict: isAgain ? 'again' : 'whole', wrong: wrong ?? odd };
    }
    if (this.isDeputyKilled && signal === 'SIGKILL') return { verdict: 'killed', wrong };
    // What it had said itself before omrun's one line.
    const said = /^([\s\S]*)^omrun: [^\n]+\n$/m.exec(stderr)?.[1];
    // Of several each may be told of, and says by itself what it makes of the others' end.
    const isTold = kind.hasOthers
      ? (code === 1 && /^omrun: task (?:lost|not started): /m.test(stderr)) || code === 3
      : code === 1 && said !== undefined && kind.complaints.startsWith(said);
    if (!isTold) return { verdict: 'wrong', wrong: wrong ?? ending };
    if (!this.isExcused()) return { verdict: 'wrong', wrong: `nothing was done to it, and it ${ending}` };
    return { verdict: 'lost', wrong };
  }

  /** Something was done, while it ran, to its home or to where it executes; for one of several tasks, to any machine. */
  private isExcused(): boolean {
    const since = Math.max(this.startedMs, this.journal.nowMs - TOLD_MS);
    // What is kept at home survives all but that.
    if (this.isKept) return this.journal.isExcused([this.home.index], since, ['agent']);
    const nodes = this.life().flatMap((event) => ('from' in event ? [event.from, event.to] : [event.node]));
    const machines = this.kind.hasOthers ? [0, 1, 2, 3, 4] : [this.home.index, ...nodes.map((id) => id - 1)];
    return this.journal.isExcused(machines, since);
  }
}
