/** Options of TLS as they travel: data only, bytes in base64. */
import home from '../home.cjs';
import { unsupported } from '../net/unsupported.mjs';

const CARRIED = [
  'ALPNProtocols',
  'ca',
  'cert',
  'ciphers',
  'crl',
  'dhparam',
  'ecdhCurve',
  'handshakeTimeout',
  'honorCipherOrder',
  'isServer',
  'key',
  'maxVersion',
  'minDHSize',
  'minVersion',
  'passphrase',
  'pfx',
  'rejectUnauthorized',
  'requestCert',
  'secureOptions',
  'secureProtocol',
  'servername',
  'sessionIdContext',
  'sigalgs',
];
/** Home would have to ask the program in the middle of it. */
const ASKING = ['ALPNCallback', 'SNICallback', 'pskCallback'];

function wired(value) {
  if (ArrayBuffer.isView(value))
    return { base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (Array.isArray(value)) return value.map(wired);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wired(each)]));
  return value;
}
const MATERIAL = ['ca', 'cert', 'ciphers', 'crl', 'key', 'maxVersion', 'minVersion', 'pfx'];
/** What is wrong with keys and the like is told at once, as by Node. */
export function checkSecrets(options) {
  if (MATERIAL.some((name) => options?.[name] !== undefined)) home.checkTls({ ...options });
}
export function toWire(options) {
  const all = { ...options.secureContext?.options, ...options };
  for (const name of ASKING) if (all[name]) throw unsupported(`${name} of TLS`);
  const out = {};
  for (const name of CARRIED) if (all[name] !== undefined && all[name] !== null) out[name] = wired(all[name]);
  return out;
}
export function fromWire(value) {
  if (Array.isArray(value)) return value.map(fromWire);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.base64 === 'string') return Buffer.from(value.base64, 'base64');
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromWire(each)]));
}
