import { networkInterfaces } from 'node:os';
import type { NetworkInterface } from '../protocol/control.ts';
import { MAX_ADDRESSES, MAX_INTERFACES } from '../protocol/limits.ts';

/** The interfaces of this machine that have an address, with all that they have; loopback where there is no other. */
export function ownInterfaces(): NetworkInterface[] {
  const all = Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
    name,
    isInternal: addresses.every(({ internal }) => internal),
    addresses: addresses.map(({ address }) => address).slice(0, MAX_ADDRESSES),
  }));
  const outside = all.filter(({ isInternal }) => !isInternal);
  return (outside.length > 0 ? outside : all)
    .slice(0, MAX_INTERFACES)
    .map(({ name, addresses }) => ({ name, addresses }));
}
