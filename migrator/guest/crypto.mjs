/** `node:crypto` for modules that use hashes, ciphers or signatures as streams; the rest of its names are added where it is read. */
import crypto from 'node:crypto';
import * as streams from './crypto-streams.mjs';

Object.assign(crypto, streams);

export * from './crypto-streams.mjs';
export { crypto as default, crypto as 'module.exports' };
