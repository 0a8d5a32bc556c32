/** What sockets and servers are given. */
import home from '../home.cjs';

export const NORMALIZED = Symbol('normalized');

/** `(options)`, `(port, host)`, `(path)`, each with a listener. */
export function normalizeArgs(args) {
  const [first, second] = args;
  const last = args.at(-1);
  const listener = typeof last === 'function' ? last : null;
  let options = {};
  if (typeof first === 'object' && first !== null) options = first;
  else if (isPipe(first)) options.path = first;
  else if (args.length > 0) {
    options.port = first;
    if (args.length > 1 && typeof second === 'string') options.host = second;
  }
  return Object.assign([options, listener], { [NORMALIZED]: true });
}
const isPipe = (value) => typeof value === 'string' && !(Number(value) >= 0);

export function addSignal(socket, signal) {
  home.validateAbortSignal(signal, 'options.signal');
  const abort = () => socket.destroy(home.abortError(signal.reason));
  if (signal.aborted) process.nextTick(abort);
  else {
    signal.addEventListener('abort', abort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', abort));
  }
}
