/** One example under plain node and under omrun. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commands } from '../support/commands.ts';
import { differenceOf, isRefused, isReordered } from './compare.ts';
import { completed } from './complete.ts';
import type { Example } from './extract.ts';
import { LIMIT_MS, type Outcome, outcomeOf, PATIENCE_MS } from './outcome.ts';
import { furnish, type Moving, surrounded } from './surroundings.ts';

/**
 * `fails alike`: it ends by an error, under both by the same; `unsteady`: it prints something else each time under plain node, too;
 * `no program`: a signature, an object, output, which no node runs.
 */
export const VERDICTS = ['same', 'fails alike', 'unsteady', 'refused', 'no program', 'DIFFERS'] as const;
export type VerdictName = (typeof VERDICTS)[number];

export interface Verdict {
  verdict: VerdictName;
  difference: string[];
  moves: number;
}

/** By chance it may be the same twice. */
const RANDOM = /random|hrtime|Date\.now|new Date\(\)|\bpid\b|Usage\(|\bmem\b/;
const PACE_MS = 40;
const PLAIN_PACE_MS = 5;
const LOOK_MS = 50;

const movesIn = (stats: string): number =>
  existsSync(stats) ? readFileSync(stats, 'utf8').split('"event":"migration"').length - 1 : 0;

export class Judge {
  private readonly places = mkdtempSync(join(tmpdir(), 'omosix-docs-'));
  private readonly commands: Commands;
  private readonly moveMs: string | undefined;
  private made = 0;
  private moves = 0;

  /** @param moveMs moved every so often between the two nodes; without it examples run where they start */
  constructor(commands: Commands, moveMs: string | undefined) {
    this.commands = commands;
    this.moveMs = moveMs;
  }

  remove(): void {
    rmSync(this.places, { recursive: true, force: true });
  }

  /** Each run has the same name for its directory and for its file. */
  private async tried(
    code: string,
    format: 'mjs' | 'cjs',
    under: 'node' | 'omrun',
    limitMs: number,
  ): Promise<Outcome> {
    const above = join(this.places, String(++this.made));
    const place = join(above, 'example');
    furnish(place, code);
    const [go, stats] = [join(above, 'go'), join(above, 'stats')];
    const isMoved = under === 'omrun' && this.moveMs !== undefined;
    const moving: Moving | null =
      this.moveMs === undefined
        ? null
        : isMoved
          ? { go, paceMs: PACE_MS }
          : { go: null, paceMs: PLAIN_PACE_MS };
    const file = join(place, `example.${format}`);
    writeFileSync(file, surrounded(code, format, moving));
    const every = isMoved ? ['--nodes', '2', '--migrate-every', this.moveMs!, '--stats', stats] : [];
    const args = under === 'node' ? [file] : [this.commands.path('omrun'), ...every, file];
    const looking = setInterval(() => {
      if (movesIn(stats) > 0) writeFileSync(go, '');
    }, LOOK_MS);
    const env = under === 'node' ? process.env : this.commands.env;
    mkdirSync(place, { recursive: true });
    const outcome = await outcomeOf(args, place, join(place, 'stdin.input'), env, limitMs);
    clearInterval(looking);
    this.moves = movesIn(stats);
    rmSync(above, { recursive: true, force: true });
    return outcome;
  }

  async judged({ page, format: wanted, code: text }: Example): Promise<Verdict> {
    const example = completed(page, text, wanted);
    if (example === null) return { verdict: 'no program', difference: [], moves: 0 };
    const { code, format } = example;
    const plain = await this.tried(code, format, 'node', LIMIT_MS);
    const limitMs = plain.code === null ? LIMIT_MS : PATIENCE_MS;
    const ours = await this.tried(code, format, 'omrun', limitMs);
    const verdict = (name: VerdictName, difference: string[] = []): Verdict => ({
      verdict: name,
      difference,
      moves: this.moves,
    });
    const alike = plain.code === 0 ? 'same' : 'fails alike';
    const difference = differenceOf(plain, ours);
    if (difference.length === 0) return verdict(alike);
    if (isRefused(ours)) return verdict('refused', difference);
    // What is something else each time is compared without its numbers.
    if (RANDOM.test(code) && differenceOf(plain, ours, true).length === 0) return verdict(alike);
    const again = await this.tried(code, format, 'node', LIMIT_MS);
    if (differenceOf(plain, again).length > 0) {
      if (differenceOf(plain, ours, true).length === 0) return verdict(alike);
      if (differenceOf(plain, again, true).length > 0) return verdict('unsteady', difference);
    }
    const oursAgain = await this.tried(code, format, 'omrun', limitMs);
    if (differenceOf(plain, oursAgain).length === 0) return verdict('unsteady', difference);
    return verdict(isReordered(plain, ours) ? 'unsteady' : 'DIFFERS', difference);
  }
}
