import { linkDown, linkSlow } from './cable.ts';
import { clockJump } from './clock-jump.ts';
import { descriptorsExhausted } from './descriptors.ts';
import { diskFull } from './disk-full.ts';
import type { Fault } from './fault.ts';
import { linkCorrupting, linkDuplicating, linkHalfOpen, linkLossy, linkReordering } from './filtered.ts';
import { killAgent } from './kill-agent.ts';
import { killDeputy } from './kill-deputy.ts';
import { killHost } from './kill-host.ts';
import { memoryExhausted } from './memory.ts';
import { previousAgent } from './previous-agent.ts';
import { restartAgent } from './restart-agent.ts';
import { stopAgent, stopHost } from './stop.ts';

export const faults = {
  'kill-agent': killAgent,
  'kill-host': killHost,
  'kill-deputy': killDeputy,
  'previous-agent': previousAgent,
  'restart-agent': restartAgent,
  'stop-agent': stopAgent,
  'stop-host': stopHost,
  'link-down': linkDown,
  'link-half-open': linkHalfOpen,
  'link-slow': linkSlow,
  'link-lossy': linkLossy,
  'link-corrupting': linkCorrupting,
  'link-duplicating': linkDuplicating,
  'link-reordering': linkReordering,
  'clock-jump': clockJump,
  'disk-full': diskFull,
  'descriptors-exhausted': descriptorsExhausted,
  'memory-exhausted': memoryExhausted,
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
