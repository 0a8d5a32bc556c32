import type { SyncChannel } from '../../../migrator/host/channel.ts';
import { Life } from '../../../migrator/host/life.ts';
import { MemoryChannel, type Wire } from './memory-channel.ts';

// Given by the function that this file is wrapped in.
declare const wire: Wire;
declare const nativeRequire: (name: string) => unknown;

new Life(new MemoryChannel(wire) as unknown as SyncChannel, nativeRequire).run();
