import { networkInterfaces } from 'node:os';
import type { MapEntry } from '../discovery/static-map.ts';
import { OmosixError } from '../protocol/errors.ts';

/**
 * This node in the map: by its ID if that is given, else by its key, else by an address of this machine.
 * @throws OmosixError EUSAGE where it is not to be found
 */
export function ownEntry(map: readonly MapEntry[], id: number | null, key: string): MapEntry {
  if (id !== null) {
    const entry = map.find((one) => one.id === id);
    if (entry) return entry;
    throw new OmosixError('EUSAGE', `map: there is no node ${id}`);
  }
  const addresses = new Set(
    Object.values(networkInterfaces()).flatMap((one) => one?.map(({ address }) => address) ?? []),
  );
  const entry = map.find((one) => one.key === key) ?? map.find(({ host }) => addresses.has(host));
  if (entry) return entry;
  throw new OmosixError(
    'EUSAGE',
    'map: no node has this key or an address of this machine; name it with --id',
  );
}
