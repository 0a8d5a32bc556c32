/** Questions to home's resolver. */

import { domainToASCII } from 'node:url';
import home from '../home.cjs';

export const NAMES = [
  'resolveAny',
  'resolve4',
  'resolve6',
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
];
const TYPES = {
  A: 'resolve4',
  AAAA: 'resolve6',
  ANY: 'resolveAny',
  CAA: 'resolveCaa',
  CNAME: 'resolveCname',
  MX: 'resolveMx',
  NAPTR: 'resolveNaptr',
  NS: 'resolveNs',
  PTR: 'resolvePtr',
  SOA: 'resolveSoa',
  SRV: 'resolveSrv',
  TXT: 'resolveTxt',
};

/** `of` has the servers that the program wants asked, or null for home's own. */
export function ask(of, name, values, done) {
  home.call('dns.ask', [name, values, of.servers], null, done);
}

/** Only what it is for: it takes a number for an address. */
const asciiOf = (name) => (/[^\0-\x7f]/.test(name) && domainToASCII(name)) || name;

/** What `resolve*` is asked by name and arguments. @throws for wrong arguments */
export function question(name, host, option) {
  home.validateString(host, 'name');
  if (name !== 'resolve')
    return [name, [name === 'reverse' ? host : asciiOf(host), ...(option === undefined ? [] : [option])]];
  const type = option ?? 'A';
  home.validateString(type, 'rrtype');
  if (!Object.hasOwn(TYPES, type)) throw home.nodeError('ERR_INVALID_ARG_VALUE', 'rrtype', type);
  return [TYPES[type], [asciiOf(host)]];
}

let order = 'verbatim';
export const getDefaultResultOrder = () => order;
export function setDefaultResultOrder(value) {
  if (!['verbatim', 'ipv4first', 'ipv6first'].includes(value))
    throw home.nodeError(
      'ERR_INVALID_ARG_VALUE',
      'dnsOrder',
      value,
      "must be one of: 'verbatim', 'ipv4first', 'ipv6first'",
    );
  order = value;
}

const FAMILIES = new Map([
  ['IPv4', 4],
  ['IPv6', 6],
  [0, 0],
  [4, 4],
  [6, 6],
  [undefined, 0],
]);

/** The options of `lookup`. @throws for wrong ones */
export function lookupOptions(host, given) {
  if (host) home.validateString(host, 'hostname');
  const options = typeof given === 'number' ? { family: given } : { ...given };
  if (given !== undefined && given !== null && typeof given !== 'number' && typeof given !== 'object')
    throw home.nodeError('ERR_INVALID_ARG_TYPE', 'options', ['integer', 'object'], given);
  const family = FAMILIES.get(options.family);
  if (family === undefined)
    throw home.nodeError(
      'ERR_INVALID_ARG_VALUE',
      typeof given === 'number' ? 'family' : 'options.family',
      options.family,
      'must be one of: 0, 4, 6',
    );
  if (options.all !== undefined && options.all !== null) home.validateBoolean(options.all, 'options.all');
  const verbatim =
    options.order === undefined ? (options.verbatim ?? order === 'verbatim') : options.order === 'verbatim';
  return { family, all: options.all === true, hints: (options.hints ?? 0) >>> 0, verbatim };
}
/** What needs no looking up: no name, or an address. */
export function known(host, options) {
  if (!host) return options.all ? [] : { address: null, family: options.family === 6 ? 6 : 4 };
  const family = home.isIP(host);
  if (!family) return undefined;
  return options.all ? [{ address: host, family }] : { address: host, family };
}

/** @throws for what is no address of a server */
export function checkServers(servers) {
  if (!Array.isArray(servers)) throw home.nodeError('ERR_INVALID_ARG_TYPE', 'servers', 'Array', servers);
  servers.forEach((server, i) => {
    home.validateString(server, `servers[${i}]`);
    const bare =
      /^\[([^\]]*)\](?::\d+)?$/.exec(server)?.[1] ??
      (home.isIP(server) ? server : server.replace(/:\d+$/, ''));
    if (!home.isIP(bare)) throw home.nodeError('ERR_INVALID_IP_ADDRESS', server);
  });
  return [...servers];
}
