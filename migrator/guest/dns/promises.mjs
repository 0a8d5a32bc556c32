/** `node:dns/promises`. */
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
import { getServers, resolverWith, setServers, shared } from './servers.mjs';

const asked = (of, name, values) =>
  new Promise((resolve, reject) => {
    ask(of, name, values, (error, value) => (error ? reject(error) : resolve(value)));
  });

export function lookup(host, given) {
  const options = lookupOptions(host, given);
  const found = known(host, options);
  return found === undefined ? asked(shared, 'lookup', [host, options]) : Promise.resolve(found);
}
export function lookupService(address, port) {
  if (!home.isIP(address)) throw home.nodeError('ERR_INVALID_ARG_VALUE', 'address', address);
  return asked(shared, 'lookupService', [address, port]);
}
function asking(name) {
  return {
    [name](host, option) {
      const [what, values] = question(name, host, option);
      return asked(this?.of ?? shared, what, values);
    },
  }[name];
}
const functions = Object.fromEntries(['resolve', ...NAMES].map((name) => [name, asking(name)]));

export const Resolver = resolverWith(functions);

const promises = {
  lookup,
  lookupService,
  Resolver,
  getServers,
  setServers,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ...functions,
  ...codes,
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
  getDefaultResultOrder,
  getServers,
  promises as default,
  promises as 'module.exports',
  setDefaultResultOrder,
  setServers,
};
