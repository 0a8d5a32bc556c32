import type { SyncChannel } from '../../../migrator/host/channel.ts';
import { BouncingLife } from '../../host/support/bouncing-life.ts';
import { CURRENT } from '../current.ts';
import type { BatchTravel } from './memory-channel.ts';

/**
 * A host of a batch: whenever the program says that the next test begins, captures for that one are asked for. After most
 * of them it goes on in this realm.
 */
export class TravellingLife extends BouncingLife {
  private readonly travel: BatchTravel;
  private test = -1;
  private captures = 0;

  constructor(
    channel: SyncChannel,
    nativeRequire: (name: string) => unknown,
    enterAgain: (rest: () => void) => void,
    travel: BatchTravel,
  ) {
    super(channel, nativeRequire, enterAgain);
    this.travel = travel;
    Object.defineProperty(globalThis, CURRENT, { set: (test: number) => this.begin(test) });
  }

  private begin(test: number): void {
    this.test = test;
    this.captures = 0;
    if (this.link.captureId !== null) this.engine.requestCapture(this.travel.pollsFor(test, 0));
  }

  protected override capture(): void {
    const before = this.bounces;
    super.capture();
    if (this.bounces > before) this.travel.bounced(this.test);
  }

  protected override pollsToNext(): number {
    return this.travel.pollsFor(this.test, ++this.captures);
  }

  protected override isToMove(): boolean {
    return this.travel.leavesIn(this.test);
  }
}
