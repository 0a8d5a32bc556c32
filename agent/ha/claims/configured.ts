import { randomUUID } from 'node:crypto';
import { type HaConfiguration, haConfiguration } from '../../../protocol/ha.ts';

/** A configuration that nobody else makes: its change has a name of its own. */
export const configured = (
  epoch: number,
  primary: number,
  replicas: readonly number[],
  ended = false,
): HaConfiguration =>
  haConfiguration.parse({
    version: 2,
    epoch,
    primary,
    replicas: [...new Set(replicas)].filter((node) => node !== primary),
    ended,
    change: randomUUID(),
  });
