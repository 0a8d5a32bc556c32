/** Names and values of headers. */
import home from '../home.cjs';

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const WRONG = /[^\t\x20-\x7e\x80-\xff]/;

export function validateHeaderName(name, label = 'Header name') {
  if (typeof name !== 'string' || !TOKEN.test(name))
    throw home.nodeError('ERR_INVALID_HTTP_TOKEN', label, name);
}
export function validateHeaderValue(name, value) {
  if (value === undefined) throw home.nodeError('ERR_HTTP_INVALID_HEADER_VALUE', value, name);
  if (WRONG.test(value)) throw home.nodeError('ERR_INVALID_CHAR', 'header content', name);
}
export const isToken = (text) => TOKEN.test(text);
export const isWrong = (text) => WRONG.test(text);

/** Of those only the first counts. */
const SINGLE = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

/** `headers` of a message, of its names and values in turn. */
export function joinedHeaders(raw, joinsAll = false) {
  const headers = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase();
    const value = raw[i + 1];
    if (name === 'set-cookie') {
      headers[name] ??= [];
      headers[name].push(value);
    } else if (headers[name] === undefined) headers[name] = value;
    else if (joinsAll || !SINGLE.has(name)) headers[name] += `${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return headers;
}
/** `headersDistinct`. */
export function distinctHeaders(raw) {
  const headers = Object.create(null);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase();
    headers[name] ??= [];
    headers[name].push(raw[i + 1]);
  }
  return headers;
}
