import type { MethodKind } from '../method.ts';
import { clairvoyant } from './clairvoyant.ts';
import { enhancedPvm } from './epvm.ts';
import { mosix } from './mosix.ts';
import { ours } from './ours.ts';
import { leastLoaded, none, random, roundRobin } from './simple.ts';

export const METHODS: readonly MethodKind[] = [
  none,
  roundRobin,
  random,
  leastLoaded,
  enhancedPvm,
  mosix,
  ours,
  clairvoyant,
];
