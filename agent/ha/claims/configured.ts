import { randomUUID } from 'node:crypto';
import { type HaConfiguration, haConfiguration } from '../../../protocol/ha.ts';

/** A configuration that nobody else makes: its change has a name of its own. */
export const configured = (primary: number, replicas: readonly number[], ended = false): HaConfiguration =>
  haConfiguration.parse({
    version: 1,
    primary,
    replicas: [...new Set(replicas)].filter((node) => node !== primary),
    ended,
    change: randomUUID(),
  });
