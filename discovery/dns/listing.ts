import type { SrvRecord } from 'node:dns';
import type { Resolver } from 'node:dns/promises';

/** The service's name below a domain: RFC 6763, section 4.1. */
export const serviceOf = (domain: string): string => `_omosix._tcp.${domain}`;

/** What DNS says of one node. */
export interface Listed {
  /** Its instance's name, or that of its machine. */
  name: string;
  /** Key and value pairs of its TXT record; null where the listing has services without them, or addresses only. */
  txt: Record<string, string> | null;
  port: number;
  /** IP addresses. */
  addresses: string[];
}

export type Questions = Pick<Resolver, 'resolvePtr' | 'resolveSrv' | 'resolveTxt' | 'resolve4' | 'resolve6'>;

/** A listing with more is cut: each node is at least two questions. */
export const MAX_LISTED = 4096;
/** Questions about nodes that are open at once: a resolver drops what comes in heaps. */
const AT_ONCE = 16;

/**
 * Who is listed at a domain. Three forms, the first that is there counts:
 * - DNS-SD (RFC 6763): PTR records of `_omosix._tcp.DOMAIN` name instances, each with SRV and TXT: a campus' zone;
 * - SRV records of `_omosix._tcp.DOMAIN` (RFC 2782): Consul, and Kubernetes where a service names its port `omosix`;
 * - addresses of DOMAIN itself, with our own port: a headless service of Kubernetes.
 * @throws the resolver's error where it does not answer; that nothing is listed is no error
 */
export async function listingOf(dns: Questions, domain: string, defaultPort: number): Promise<Listed[]> {
  const service = serviceOf(domain);
  const instances = await found(dns.resolvePtr(service));
  if (instances.length > 0) return eachOf([...new Set(instances)], (instance) => instanceOf(dns, instance));
  const services = await found(dns.resolveSrv(service));
  if (services.length > 0)
    return eachOf(services, async (srv) => [await machineOf(dns, srv.name, null, srv)]);
  const addresses = await addressesOf(dns, domain);
  return addresses.map((address) => ({ name: domain, txt: null, port: defaultPort, addresses: [address] }));
}

/** An instance is a service or several, each at a machine; its text is that of all. */
async function instanceOf(dns: Questions, instance: string): Promise<Listed[]> {
  const [services, texts] = await Promise.all([
    found(dns.resolveSrv(instance)),
    found(dns.resolveTxt(instance)),
  ]);
  const txt = pairsOf(texts[0] ?? []);
  return Promise.all(services.map((srv) => machineOf(dns, instance, txt, srv)));
}

async function machineOf(
  dns: Questions,
  name: string,
  txt: Record<string, string> | null,
  { name: target, port }: Pick<SrvRecord, 'name' | 'port'>,
): Promise<Listed> {
  return { name, txt, port, addresses: await addressesOf(dns, target) };
}

async function addressesOf(dns: Questions, host: string): Promise<string[]> {
  const both = await Promise.all([found(dns.resolve4(host)), found(dns.resolve6(host))]);
  return both.flat();
}

/** The strings of a TXT record: `key=value`, of which the first of a key counts, in any case (RFC 6763, section 6.4). */
function pairsOf(strings: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = Object.create(null);
  for (const bytes of strings) {
    // Node's resolver makes a character of each byte.
    const text = Buffer.from(bytes, 'latin1').toString('utf8');
    const at = text.indexOf('=');
    if (at <= 0) continue;
    pairs[text.slice(0, at).toLowerCase()] ??= text.slice(at + 1);
  }
  return { ...pairs };
}

/** No such name, or no such record of it, is an empty answer. */
async function found<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}

/** In their order, some at once. A node that cannot be asked about, say by a loop of aliases, keeps nobody from the others. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<Listed[]>): Promise<Listed[]> {
  const wanted = items.slice(0, MAX_LISTED);
  const results: Listed[][] = [];
  const failures: Error[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < wanted.length) {
      const index = next++;
      await work(wanted[index] as T).then(
        (listed) => {
          results[index] = listed;
        },
        (error: Error) => failures.push(error),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  if (failures.length > 0 && failures.length === wanted.length) throw failures[0];
  return results.flat();
}
