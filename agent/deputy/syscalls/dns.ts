import dns from 'node:dns';
import * as z from 'zod/mini';
import { type Syscall, syscall } from './context.ts';

const ASKED = [
  'lookup',
  'lookupService',
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTxt',
  'reverse',
  'getServers',
] as const;

/** Names are looked up at home: by its resolver, its hosts file and its servers, or those that the program has set. */
export const dnsCalls: Record<string, Syscall> = {
  'dns.ask': syscall(
    z.tuple([
      z.enum(ASKED),
      z.array(z.unknown()).check(z.maxLength(3)),
      z.nullable(z.array(z.string()).check(z.maxLength(64))),
    ]),
    async ([name, values, servers]) => {
      if (name === 'getServers') return { value: dns.getServers() };
      let asked: object = dns.promises;
      if (servers && !name.startsWith('lookup')) {
        const resolver = new dns.promises.Resolver();
        resolver.setServers(servers);
        asked = resolver;
      }
      const ask = (asked as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]!;
      return { value: await ask.apply(asked, values) };
    },
  ),
};
