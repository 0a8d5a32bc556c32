/** What `send` is given, in all its forms. */
import home from '../home.cjs';

const KINDS = ['Buffer', 'TypedArray', 'DataView', 'string'];

/** @throws what Node throws for arguments that are wrong */
export function sentOf(isConnected, args) {
  let [buffer, offset, length, port, address, callback] = args;
  if (isConnected) {
    if (typeof length === 'number') {
      buffer = sliced(buffer, offset, length);
      if (typeof port === 'function') [callback, port] = [port, null];
    } else callback = offset;
    if (port || address) throw home.nodeError('ERR_SOCKET_DGRAM_IS_CONNECTED');
  } else if (address || (port && typeof port !== 'function')) buffer = sliced(buffer, offset, length);
  else [callback, port, address] = [port, offset, length];
  const bytes = Array.isArray(buffer) ? joined(buffer) : bytesOf(buffer, 'buffer');
  if (!isConnected) port = portOf(port);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') [callback, address] = [address, undefined];
  else if (address !== undefined && address !== null) home.validateString(address, 'address');
  return { bytes, port: isConnected ? null : port, address: isConnected ? null : address || null, callback };
}

export function portOf(port, zero = false) {
  const isNumber =
    (typeof port === 'number' || (typeof port === 'string' && port.trim() !== '')) &&
    +port === +port >>> 0 &&
    port <= 0xffff;
  if (!isNumber || (!zero && +port === 0)) throw home.nodeError('ERR_SOCKET_BAD_PORT', 'Port', port, zero);
  return +port;
}

function bytesOf(buffer, name) {
  if (typeof buffer === 'string') return Buffer.from(buffer);
  if (!ArrayBuffer.isView(buffer)) throw home.nodeError('ERR_INVALID_ARG_TYPE', name, KINDS, buffer);
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
function joined(list) {
  if (!list.every((each) => typeof each === 'string' || ArrayBuffer.isView(each)))
    throw home.nodeError('ERR_INVALID_ARG_TYPE', 'buffer list arguments', KINDS, list);
  return Buffer.concat(list.map((each) => bytesOf(each, 'buffer')));
}
function sliced(buffer, offset, length) {
  const bytes = bytesOf(buffer, 'buffer');
  const [from, size] = [offset >>> 0, length >>> 0];
  if (from > bytes.byteLength) throw home.nodeError('ERR_BUFFER_OUT_OF_BOUNDS', 'offset');
  if (from + size > bytes.byteLength) throw home.nodeError('ERR_BUFFER_OUT_OF_BOUNDS', 'length');
  return bytes.subarray(from, from + size);
}
