/**
 * A host whose task moves into the process it is in: captured at safe point after safe point and made again from the bytes,
 * new objects on a new stack. Some hundred times as fast as a move to a fresh process; what it cannot find are effects of
 * what the old process still knows.
 */
import { writeSync } from 'node:fs';
import { enter } from '../../../migrator/host/enter.ts';
import { randomFrom } from '../../engine/scatter.ts';
import { BouncingLife } from './bouncing-life.ts';
import type { Gaps } from './world.ts';

const tell = writeSync.bind(null, 2);
const { floor } = Math;

/** Set when this is bundled. */
declare const GAPS: Gaps;
declare const SEED: number;

const random = randomFrom(SEED);
let safePoints = 0;

class TellingLife extends BouncingLife {
  constructor(...parts: ConstructorParameters<typeof BouncingLife>) {
    super(...parts);
    const letPass = this.engine.letPass.bind(this.engine);
    this.engine.letPass = () => {
      safePoints++;
      return letPass();
    };
  }

  protected override pollsToNext(): number {
    const polls = super.pollsToNext();
    if (GAPS === 'random') return floor(random() * 2 * (polls + 1));
    if (GAPS === 'thinning') return polls + (this.bounces >> 5) + (this.frames.length >> 5);
    return polls;
  }

  protected override end(code: number): never {
    tell(`omosix: ${this.bounces} bounces of ${safePoints} safe points\n`);
    super.end(code);
  }
}

enter(TellingLife);
