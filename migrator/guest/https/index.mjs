/** `node:https`. */
import { Agent as HttpAgent } from '../http/agent.mjs';
import { ClientRequest } from '../http/client.mjs';
import { withHttp } from '../http/server.mjs';
import { callable } from '../net/callable.mjs';
import tls from '../tls/index.mjs';
import { Server as TlsServer } from '../tls/server.mjs';

class AgentClass extends HttpAgent {
  constructor(options) {
    super(options);
    this.defaultPort = 443;
    this.protocol = 'https:';
  }
  createConnection(...args) {
    return tls.connect(...args);
  }
  getName(options = {}) {
    const shown = [
      'ca',
      'cert',
      'clientCertEngine',
      'ciphers',
      'key',
      'pfx',
      'rejectUnauthorized',
      'servername',
      'minVersion',
      'maxVersion',
      'secureProtocol',
      'crl',
      'honorCipherOrder',
      'ecdhCurve',
      'dhparam',
      'secureOptions',
      'sessionIdContext',
    ];
    const { servername, host } = options;
    const parts = shown.map((name) =>
      name === 'servername' ? (servername && servername !== host ? servername : '') : (options[name] ?? ''),
    );
    return `${super.getName(options)}:${parts.join(':')}`;
  }
}
class TlsListener extends TlsServer {
  get _connectionEvent() {
    return 'secureConnection';
  }
  get _hearsSecure() {
    return false;
  }
}
const ServerClass = withHttp(TlsListener);
export const Agent = callable(AgentClass);
export const Server = callable(ServerClass);
export const globalAgent = new AgentClass({ keepAlive: true, scheduling: 'lifo', timeout: 5000 });
export const createServer = (options, listener) => new ServerClass(options, listener);

export function request(...args) {
  const [input, second, third] = args;
  const isPlace = typeof input === 'string' || input instanceof URL;
  const [options, listener] = isPlace
    ? typeof second === 'function'
      ? [{}, second]
      : [second, third]
    : [input, second];
  const given = { ...options, _defaultAgent: options?._defaultAgent ?? globalAgent };
  return isPlace ? new ClientRequest(input, given, listener) : new ClientRequest(given, listener);
}
export function get(...args) {
  const req = request(...args);
  req.end();
  return req;
}

const https = { Agent, Server, createServer, get, globalAgent, request };

export { https as default, https as 'module.exports' };
