/** `node:dns/promises`. */
import home from '../home.cjs';
import {
  ask,
  checkServers,
  getDefaultResultOrder,
  known,
  lookupOptions,
  NAMES,
  question,
  setDefaultResultOrder,
} from './ask.mjs';
import { codes } from './codes.mjs';

/** Whom the functions of the module ask. */
export const shared = { servers: null };

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

export class Resolver {
  constructor() {
    Object.defineProperty(this, 'of', { value: { servers: null } });
  }
  getServers() {
    return this.of.servers ? [...this.of.servers] : getServers();
  }
  setServers(servers) {
    this.of.servers = checkServers(servers);
  }
  setLocalAddress() {}
  cancel() {}
}
for (const [name, fn] of Object.entries(functions))
  Object.defineProperty(Resolver.prototype, name, { value: fn, writable: true, configurable: true });

export const getServers = () =>
  shared.servers ? [...shared.servers] : home.sync('dns.ask', ['getServers', [], null]);
export function setServers(servers) {
  shared.servers = checkServers(servers);
}

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
export { getDefaultResultOrder, promises as default, promises as 'module.exports', setDefaultResultOrder };
