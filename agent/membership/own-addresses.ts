import { networkInterfaces } from 'node:os';
import { MAX_ADDRESSES } from '../../protocol/limits.ts';
import type { Address } from '../../protocol/members.ts';

/** An address that others are told, whatever this machine knows of it; without a port, at the one that is listened at. */
export interface Advertised {
  host: string;
  port: number | null;
}

/** Where others may reach an agent: first as its user says, then where it listens. */
export function ownAddresses(listening: Address, advertised: readonly Advertised[]): Address[] {
  const told = advertised.map(({ host, port }) => ({ host, port: port ?? listening.port }));
  return [...told, ...listenedAt(listening)].slice(0, MAX_ADDRESSES);
}

function listenedAt({ host, port }: Address): Address[] {
  if (host !== '0.0.0.0' && host !== '::') return [{ host, port }];
  const all = Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .filter(({ internal, family, address, scopeid }) => {
      if (internal) return false;
      // An address of a link means nothing to other machines.
      return family === 'IPv4' || (host === '::' && !scopeid && !address.startsWith('fe80'));
    })
    .map(({ address }) => ({ host: address, port }));
  return all.length > 0 ? all : [{ host: '127.0.0.1', port }];
}
