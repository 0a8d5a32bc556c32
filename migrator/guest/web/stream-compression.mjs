/** Compression works on a stream of zlib's, which does not move. */
import { unsupported } from '../net/unsupported.mjs';

function refused(name) {
  const made = class {
    constructor() {
      throw unsupported(name);
    }
  };
  return Object.defineProperty(made, 'name', { value: name, configurable: true });
}

export const compression = {
  CompressionStream: refused('CompressionStream'),
  DecompressionStream: refused('DecompressionStream'),
};
