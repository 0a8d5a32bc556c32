import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Fence, fence } from '../../../protocol/files.ts';
import { MAX_FENCES } from '../../../protocol/limits.ts';
import type { Log } from '../../../protocol/ports.ts';
import { readState, writeState } from '../../state-file.ts';

const FILE = 'fences.json';
const kept = z.array(fence).check(z.maxLength(MAX_FENCES));

/**
 * The last deputy that this node has seen of each task whose deputy can be replaced. It outlives the agent: a request of the one before
 * may be on its way for as long as that is cut off.
 */
export class Fences {
  /** Epochs by id, the least recently used first. */
  private readonly epochs = new Map<string, number>();

  /** `directory`: of the node's state. @throws OmosixError EREFUSED where what is kept there is damaged */
  constructor(
    private readonly directory: string,
    private readonly log: Log,
  ) {
    for (const { id, epoch } of readState(join(directory, FILE), kept, [])) this.epochs.set(id, epoch);
  }

  knows({ id }: Fence): boolean {
    return this.epochs.has(id);
  }

  /** From now on lower epochs are refused. False: this one is. */
  admits({ id, epoch }: Fence): boolean {
    const seen = this.epochs.get(id);
    if (seen !== undefined && epoch < seen) return false;
    this.epochs.delete(id);
    this.epochs.set(id, epoch);
    if (seen !== epoch) this.keep();
    return true;
  }

  private keep(): void {
    if (this.epochs.size > MAX_FENCES) this.epochs.delete(this.epochs.keys().next().value!);
    try {
      writeState(
        this.directory,
        FILE,
        [...this.epochs].map(([id, epoch]) => ({ id, epoch })),
      );
    } catch (error) {
      // It holds for as long as this agent lives, and a task's files are worth more than what comes after that.
      this.log.warn('which deputies have taken over is not kept', { error });
    }
  }
}
