import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../protocol/ports.ts';
import { privateDirectory } from '../places.ts';
import { STANDARD_SPEED } from './load.ts';
import { type Kept, noted, restored, wantsBurst } from './speed-series.ts';

/** Rounds of the kernel below per ms of one CPU of the yardstick, see docs/design/units.md. */
const STANDARD_ROUNDS_PER_MS = 100_000;

/** Short, so that some of many are disturbed by nothing; many in a row, so that a CPU that has slept is awake. */
const SLICE_MS = 1;
const SLICES = 32;
const ROUNDS = 10_000;

/** Integer and floating point, dependent on each other: what guests are made of, and nothing an optimizer can remove. */
function kernel(rounds: number, seed: number): number {
  let bits = seed | 1;
  let sum = 0;
  for (let i = 0; i < rounds; i++) {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    sum += (bits & 1023) / (1 + (sum < 0 ? -sum : sum));
  }
  return sum + bits;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** One burst, a rate a slice; the agent does other things between. In CPU time: a machine that is busy just now is not a slow one. */
async function burst(): Promise<number[]> {
  const rates: number[] = [];
  let seed = 1;
  for (let slice = 0; slice < SLICES; slice++) {
    const start = cpuMs();
    let rounds = 0;
    let elapsed = 0;
    do {
      seed = kernel(ROUNDS, seed);
      rounds += ROUNDS;
      elapsed = cpuMs() - start;
    } while (elapsed < SLICE_MS);
    rates.push((rounds / elapsed / STANDARD_ROUNDS_PER_MS) * STANDARD_SPEED);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rates;
}

/** Speed of one CPU of this machine, from bursts now and then; what they have shown is kept in the state directory. */
export class SpeedMeter {
  private readonly path: string;
  private readonly machine = `${cpus()[0]?.model ?? 'unknown'} node ${process.versions.node}`;
  private kept: Kept | null = null;
  private isMeasuring = false;
  private lastMs = Number.NEGATIVE_INFINITY;

  constructor(
    stateDirectory: string,
    private readonly clock: Clock,
  ) {
    this.path = join(stateDirectory, 'speed.json');
  }

  /** Null until it is known. */
  get speed(): number | null {
    return this.kept === null ? null : Math.round(this.kept.speed);
  }

  /** What was found before counts at once. */
  async start(): Promise<void> {
    this.kept = restored(contentOf(this.path), this.machine);
    if (this.kept === null) await this.measure(false);
  }

  /** Once a beat. `isQuiet`: hardly anything else executes here. */
  async tick(isQuiet: boolean): Promise<void> {
    const sinceMs = this.clock.monotonicMs() - this.lastMs;
    if (this.kept !== null && wantsBurst(this.kept, sinceMs, this.clock.nowMs())) await this.measure(isQuiet);
  }

  private async measure(isQuiet: boolean): Promise<void> {
    if (this.isMeasuring) return;
    this.isMeasuring = true;
    this.lastMs = this.clock.monotonicMs();
    const rates = await burst();
    this.kept = noted(this.kept, this.machine, rates, isQuiet, this.clock.nowMs());
    this.isMeasuring = false;
    try {
      privateDirectory(join(this.path, '..'));
      writeFileSync(`${this.path}.${process.pid}`, JSON.stringify(this.kept));
      renameSync(`${this.path}.${process.pid}`, this.path);
    } catch {
      // Measured again at the next start.
    }
  }
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Not measured yet, or damaged: measure.
    return null;
  }
}
