import { OmosixError } from '../../protocol/errors.ts';
import { MAX_ADDRESSES, MAX_TOKEN_CHARS } from '../../protocol/limits.ts';
import type { Address } from '../../protocol/members.ts';
import { utf8Decode, utf8Encode } from '../../protocol/text.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import type { Sha256 } from './node-id.ts';

/** What an invitation hands to the new node: one word, so that it survives a chat or a telephone. */
export interface Token {
  /** Where the inviting node may be reached, best first. */
  addresses: Address[];
  /** SHA-256 of the blob of its host key, hex: nobody else is talked to. */
  fingerprint: string;
  /** Which of its invitations. */
  number: number;
  /** 16 bytes. */
  secret: Uint8Array;
  expiresAtMs: number;
}

const PREFIX = 'omx1-';
const SECRET_BYTES = 16;
const FINGERPRINT_BYTES = 32;
const CHECKSUM_BYTES = 4;
/** Length of all, expiry, number. */
const HEAD_BYTES = 2 + 4 + 4;

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text: string): number[] => text.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
const u16 = (value: number): number[] => [value >> 8, value & 255];
const u32 = (value: number): number[] => [...u16(Math.floor(value / 65_536)), ...u16(value % 65_536)];

/** prefix, then base64url of: length, expiry (seconds), number, secret, fingerprint, addresses (port, length, host), checksum */
export function encodeToken(token: Token, sha256: Sha256): string {
  const hosts = token.addresses.slice(0, MAX_ADDRESSES).flatMap(({ host, port }) => {
    const name = utf8Encode(host);
    return [...u16(port), name.length, ...name];
  });
  const length = HEAD_BYTES + SECRET_BYTES + FINGERPRINT_BYTES + hosts.length + CHECKSUM_BYTES;
  const body = Uint8Array.from([
    ...u16(length),
    ...u32(Math.ceil(token.expiresAtMs / 1000)),
    ...u32(token.number),
    ...token.secret,
    ...fromHex(token.fingerprint),
    ...hosts,
  ]);
  return PREFIX + toBase64url(Uint8Array.from([...body, ...sha256(body).subarray(0, CHECKSUM_BYTES)]));
}

/** @throws OmosixError EUSAGE in one line that says what to do */
export function decodeToken(text: string, sha256: Sha256): Token {
  const word = text.trim();
  if (!word.startsWith(PREFIX) || word.length > MAX_TOKEN_CHARS)
    throw wrong(`it begins with '${PREFIX}', as 'mosctl invite' prints it`);
  const digits = word.slice(PREFIX.length);
  const [high = 0, low = 0] = fromBase64url(digits.slice(0, 4)) ?? [];
  const length = (high << 8) | low;
  if (digits.length < Math.ceil((length * 4) / 3))
    throw wrong('its end is missing: copy it again, as one word');
  const bytes = fromBase64url(digits);
  const least = HEAD_BYTES + SECRET_BYTES + FINGERPRINT_BYTES + CHECKSUM_BYTES;
  if (!bytes || bytes.length !== length || length < least)
    throw wrong('a character is wrong or missing: copy it again, as one word');
  const body = bytes.subarray(0, -CHECKSUM_BYTES);
  const sum = bytes.subarray(-CHECKSUM_BYTES);
  if (hex(sha256(body).subarray(0, CHECKSUM_BYTES)) !== hex(sum))
    throw wrong('a character is wrong or missing: copy it again, as one word');
  const view = new DataView(bytes.buffer);
  const fingerprintAt = HEAD_BYTES + SECRET_BYTES;
  const hostsAt = fingerprintAt + FINGERPRINT_BYTES;
  return {
    expiresAtMs: view.getUint32(2) * 1000,
    number: view.getUint32(6),
    secret: body.slice(HEAD_BYTES, fingerprintAt),
    fingerprint: hex(body.subarray(fingerprintAt, hostsAt)),
    addresses: addressesIn(body.subarray(hostsAt)),
  };
}

function addressesIn(bytes: Uint8Array): Address[] {
  const found: Address[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [high = 0, low = 0, length = 0] = bytes.subarray(at, at + 3);
    const name = bytes.subarray(at + 3, at + 3 + length);
    if (name.length < length || length === 0 || found.length === MAX_ADDRESSES)
      throw wrong('another version of omosix made it');
    try {
      found.push({ port: (high << 8) | low, host: utf8Decode(name) });
    } catch {
      throw wrong('another version of omosix made it');
    }
    at += 3 + length;
  }
  return found;
}

const wrong = (what: string): OmosixError => new OmosixError('EUSAGE', `this is no usable token: ${what}`);
