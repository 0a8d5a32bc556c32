import type { SyncChannel } from '../../../migrator/host/channel.ts';
import { Life } from '../../../migrator/host/life.ts';
import { MemoryChannel, type Wire } from './memory-channel.ts';
import { TravellingLife } from './travelling-life.ts';

// Given by the function that this file is wrapped in.
declare const wire: Wire;
declare const nativeRequire: (name: string) => unknown;

const channel = new MemoryChannel(wire) as unknown as SyncChannel;
/** No test has native add-ons. */
const never = (): void => {};
const life = wire.batch
  ? new TravellingLife(channel, nativeRequire, never, wire.batch)
  : new Life(channel, nativeRequire, never);
life.run();
