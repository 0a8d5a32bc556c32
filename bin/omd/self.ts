import { hostname } from 'node:os';
import type { AgentOptions } from '../../agent/agent-options.ts';
import { keptPort } from '../../agent/membership/identity.ts';
import type { Places } from '../../agent/places.ts';
import type { MapEntry } from '../../discovery/static-map.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { nodeName } from '../../protocol/node.ts';
import type { Options } from './options.ts';

/** @throws OmosixError EUSAGE */
export function nameOf(options: Options, own: { name: string } | null): string {
  const name = options.name ?? own?.name ?? hostname();
  if (nodeName.safeParse(name).success) return name;
  throw new OmosixError('EUSAGE', "a node's name is 1 to 253 characters that can be printed: see --name");
}

/** Where its peers reach it; null where it has none. */
export function listenOf(options: Options, own: MapEntry | null, { state }: Places): AgentOptions['listen'] {
  if (options.listen) return options.listen;
  if (own) return { host: '0.0.0.0', port: own.port };
  if (options.ephemeral || options.parent) return null;
  return { host: '0.0.0.0', port: keptPort(state), orElse: true };
}
