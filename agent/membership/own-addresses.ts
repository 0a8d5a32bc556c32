import { networkInterfaces } from 'node:os';
import { MAX_ADDRESSES } from '../../protocol/limits.ts';
import type { Address } from '../../protocol/members.ts';

/** Where others may reach an agent that listens there. */
export function ownAddresses({ host, port }: Address): Address[] {
  if (host !== '0.0.0.0' && host !== '::') return [{ host, port }];
  const all = Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .filter(({ internal, family, address, scopeid }) => {
      if (internal) return false;
      // An address of a link means nothing to other machines.
      return family === 'IPv4' || (host === '::' && !scopeid && !address.startsWith('fe80'));
    })
    .map(({ address }) => ({ host: address, port }));
  return all.length > 0 ? all.slice(0, MAX_ADDRESSES) : [{ host: '127.0.0.1', port }];
}
