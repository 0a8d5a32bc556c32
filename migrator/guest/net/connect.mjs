/** Where a socket connects to: names are looked up at home, or by the program's own `lookup`. */

import { lookup as ownLookup } from '../dns/index.mjs';
import home from '../home.cjs';
import { nodeMajor } from '../node-major.mjs';

let isSelecting = nodeMajor >= 20;
let attemptMs = 250;
export const getDefaultAutoSelectFamily = () => isSelecting;
export function setDefaultAutoSelectFamily(value) {
  home.validateBoolean(value, 'value');
  isSelecting = value;
}
export const getDefaultAutoSelectFamilyAttemptTimeout = () => attemptMs;
export function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  home.validateInteger(value, 'value', 1);
  attemptMs = Math.max(10, value);
}

export function portOf(port, name = 'Port') {
  const isRight =
    (typeof port === 'number' || (typeof port === 'string' && port.trim() !== '')) &&
    +port === +port >>> 0 &&
    port <= 0xffff;
  if (!isRight) throw home.nodeError('ERR_SOCKET_BAD_PORT', name, port, true);
  return port | 0;
}

/** Calls `then` with what home needs to know. @throws for wrong options */
export function reach(socket, options, then) {
  if (options.path !== undefined && options.path !== null && options.path !== '') {
    home.validateString(options.path, 'options.path');
    then({ path: options.path });
    return;
  }
  const { localAddress, localPort, host = 'localhost' } = options;
  if (localAddress && !home.isIP(localAddress)) throw home.nodeError('ERR_INVALID_IP_ADDRESS', localAddress);
  if (localPort) {
    if (typeof localPort !== 'number')
      throw home.nodeError('ERR_INVALID_ARG_TYPE', 'options.localPort', 'number', localPort);
  }
  if (options.port === undefined) throw home.nodeError('ERR_MISSING_ARGS', ['options', 'port', 'path']);
  if (typeof options.port !== 'number' && typeof options.port !== 'string')
    throw home.nodeError('ERR_INVALID_ARG_TYPE', 'options.port', ['number', 'string'], options.port);
  const port = portOf(options.port);
  if (options.lookup !== undefined) home.validateFunction(options.lookup, 'options.lookup');
  const local = { ...(localAddress && { localAddress }), ...(localPort && { localPort }) };
  const family = home.isIP(host);
  if (family) {
    then({ port, addresses: [{ address: host, family }], ...local });
    return;
  }
  socket._host = host;
  const selects =
    (options.autoSelectFamily ?? isSelecting) &&
    !options.localAddress &&
    !(options.family === 4 || options.family === 6);
  const asked = { family: options.family || 0, hints: options.hints || 0, ...(selects && { all: true }) };
  const look = options.lookup ?? ownLookup;
  const told = (error, first, itsFamily) => {
    const found = Array.isArray(first) ? first : [{ address: first, family: itsFamily }];
    if (error) socket.emit('lookup', error, undefined, undefined, host);
    else for (const each of found) socket.emit('lookup', null, each.address, each.family, host);
    if (!socket.connecting) return;
    if (error) {
      process.nextTick(() => socket.destroy(error));
      return;
    }
    const wrong = found.find(({ address }) => !home.isIP(address));
    if (wrong) {
      process.nextTick(() => socket.destroy(home.nodeError('ERR_INVALID_IP_ADDRESS', wrong.address)));
      return;
    }
    const one = found.length === 1 ? found : undefined;
    if (!one) socket._attempt(found.map(({ address }) => `${address}:${port}`));
    then({
      port,
      addresses: found,
      attemptMs: options.autoSelectFamilyAttemptTimeout ?? attemptMs,
      ...local,
    });
  };
  look(host, asked, told);
}
