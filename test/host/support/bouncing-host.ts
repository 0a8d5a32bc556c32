/**
 * A host whose task moves into the process it is in: captured at every N-th safe point and made again from the bytes, new
 * objects on a new stack. Some hundred times as fast as a move to a fresh process; what it cannot find are effects of
 * what the old process still knows.
 */
import { writeSync } from 'node:fs';
import { enter } from '../../../migrator/host/enter.ts';
import { BouncingLife } from './bouncing-life.ts';

const tell = writeSync.bind(null, 2);

/** To leave out some after many bounces, or of many frames. Set when this is bundled: a program of thousands of safe points must end some day. */
declare const THINS: boolean;

class TellingLife extends BouncingLife {
  protected override pollsToNext(): number {
    return super.pollsToNext() + (THINS ? (this.bounces >> 5) + (this.frames.length >> 5) : 0);
  }

  protected override end(code: number): never {
    tell(`omosix: ${this.bounces} bounces\n`);
    super.end(code);
  }
}

enter(TellingLife);
