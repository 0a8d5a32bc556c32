import * as z from 'zod/mini';
import { text } from '../../../protocol/node.ts';

const bytes = z.union([text, z.object({ base64: text })]);
const material = z.union([bytes, z.array(bytes)]);
const withPassphrase = z.object({
  pem: z.optional(bytes),
  buf: z.optional(bytes),
  passphrase: z.optional(text),
});
const keys = z.union([bytes, withPassphrase, z.array(z.union([bytes, withPassphrase]))]);

/** Those that name no file and load no code: an engine for OpenSSL, say, would be a library of a host's choice. All others are left out. */
export const tlsOptions = z.object({
  isServer: z.optional(z.boolean()),
  ALPNProtocols: z.optional(z.union([bytes, z.array(bytes)])),
  ca: z.optional(material),
  cert: z.optional(material),
  ciphers: z.optional(text),
  crl: z.optional(material),
  dhparam: z.optional(bytes),
  ecdhCurve: z.optional(text),
  handshakeTimeout: z.optional(z.number()),
  honorCipherOrder: z.optional(z.boolean()),
  key: z.optional(keys),
  maxVersion: z.optional(text),
  minDHSize: z.optional(z.number()),
  minVersion: z.optional(text),
  passphrase: z.optional(text),
  pfx: z.optional(keys),
  rejectUnauthorized: z.optional(z.boolean()),
  requestCert: z.optional(z.boolean()),
  secureOptions: z.optional(z.number()),
  secureProtocol: z.optional(text),
  servername: z.optional(text),
  sessionIdContext: z.optional(text),
  sigalgs: z.optional(text),
});
