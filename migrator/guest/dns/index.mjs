/** `node:dns`: names are looked up at home. */

import { promisify } from 'node:util';
import home from '../home.cjs';
import {
  ask,
  getDefaultResultOrder,
  known,
  lookupOptions,
  NAMES,
  question,
  setDefaultResultOrder,
} from './ask.mjs';
import { codes } from './codes.mjs';
import promises from './promises.mjs';
import { getServers, resolverWith, setServers, shared } from './servers.mjs';

/** What is under way, as Node's functions give it: nothing is to be done with it. */
class GetAddrInfoReqWrap {}
class GetNameInfoReqWrap {}
class QueryReqWrap {}

export function lookup(host, given, done = given) {
  const options = lookupOptions(host, given === done ? undefined : given);
  home.validateFunction(done, 'callback');
  const tell = (found) => (options.all ? done(null, found) : done(null, found.address, found.family));
  const found = known(host, options);
  if (found === undefined)
    ask(shared, 'lookup', [host, options], (error, value) => (error ? done(error) : tell(value)));
  else process.nextTick(tell, found);
  return found === undefined ? new GetAddrInfoReqWrap() : {};
}
Object.defineProperty(lookup, promisify.custom, { value: promises.lookup });

export function lookupService(address, port, done) {
  home.validateFunction(done, 'callback');
  if (!home.isIP(address)) throw home.nodeError('ERR_INVALID_ARG_VALUE', 'address', address);
  ask(shared, 'lookupService', [address, port], (error, value) =>
    error ? done(error) : done(null, value.hostname, value.service),
  );
  return new GetNameInfoReqWrap();
}
Object.defineProperty(lookupService, promisify.custom, { value: promises.lookupService });

function asking(name) {
  return {
    [name](host, option, done = option) {
      const [asked, values] = question(name, host, option === done ? undefined : option);
      home.validateFunction(done, 'callback');
      ask(this?.of ?? shared, asked, values, done);
      return new QueryReqWrap();
    },
  }[name];
}
const functions = Object.fromEntries(['resolve', ...NAMES].map((name) => [name, asking(name)]));

export const Resolver = resolverWith(functions);

export const ADDRCONFIG = 32;
export const V4MAPPED = 8;
export const ALL = 16;

const dns = {
  lookup,
  lookupService,
  Resolver,
  getServers,
  setServers,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ...functions,
  ...codes,
  ADDRCONFIG,
  V4MAPPED,
  ALL,
  promises,
};
export const {
  resolve,
  resolve4,
  resolve6,
  resolveAny,
  resolveCaa,
  resolveCname,
  resolveMx,
  resolveNaptr,
  resolveNs,
  resolvePtr,
  resolveSoa,
  resolveSrv,
  resolveTxt,
  reverse,
} = functions;
export * from './code-exports.mjs';
export {
  dns as default,
  dns as 'module.exports',
  getDefaultResultOrder,
  getServers,
  promises,
  setDefaultResultOrder,
  setServers,
};
