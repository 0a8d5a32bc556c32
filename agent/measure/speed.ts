import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { privateDirectory } from '../places.ts';
import { STANDARD_SPEED } from './load.ts';

/** Rounds of the kernel below per ms of one CPU of the yardstick, see docs/design/units.md. */
const STANDARD_ROUNDS_PER_MS = 100_000;

const SLICE_MS = 4;
const SLICES = 12;
const ROUNDS = 50_000;

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

/**
 * Speed of one CPU of this machine. Measured in slices of a few milliseconds with pauses between, so that the agent
 * stays responsive; the best slice counts, since whatever disturbs only makes it slower. In CPU time: a machine that is
 * busy just now is not a slow one.
 */
async function calibrate(): Promise<number> {
  let best = 0;
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
    best = Math.max(best, rounds / elapsed);
    await new Promise((resolve) => setTimeout(resolve, SLICE_MS).unref());
  }
  return Math.round((best / STANDARD_ROUNDS_PER_MS) * STANDARD_SPEED);
}

/** From the state directory if this machine was measured with this version of Node; else measured and kept there. */
export async function machineSpeed(stateDirectory: string): Promise<number> {
  const path = join(privateDirectory(stateDirectory), 'speed.json');
  const machine = `${cpus()[0]?.model ?? 'unknown'} node ${process.versions.node}`;
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { machine?: unknown; speed?: unknown };
    if (kept.machine === machine && typeof kept.speed === 'number' && kept.speed > 0) return kept.speed;
  } catch {
    // Not measured yet, or damaged: measure.
  }
  const speed = await calibrate();
  try {
    writeFileSync(`${path}.${process.pid}`, JSON.stringify({ machine, speed }));
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // Measured again at the next start.
  }
  return speed;
}
