/** Whom to ask: the servers of the module, and of each `Resolver`. */
import home from '../home.cjs';
import { checkServers } from './ask.mjs';

/** Whom the functions of the module ask. */
export const shared = { servers: null };

const serversOf = (of) => (of.servers ? [...of.servers] : home.sync('dns.ask', ['getServers', [], null]));

export const getServers = () => serversOf(shared);
export function setServers(servers) {
  shared.servers = checkServers(servers);
}

/** The class with these functions as its methods: of callbacks, or of promises. */
export function resolverWith(functions) {
  class Resolver {
    constructor() {
      Object.defineProperty(this, 'of', { value: { servers: null } });
    }
    getServers() {
      return serversOf(this.of);
    }
    setServers(servers) {
      this.of.servers = checkServers(servers);
    }
    setLocalAddress() {}
    cancel() {}
  }
  for (const [name, fn] of Object.entries(functions))
    Object.defineProperty(Resolver.prototype, name, { value: fn, writable: true, configurable: true });
  return Resolver;
}
