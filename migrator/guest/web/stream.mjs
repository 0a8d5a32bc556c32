/** `node:stream` for modules that go between its streams and those of the web. */
import Stream from '../stream.mjs';
import * as readable from './node-readable.mjs';
import * as writable from './node-writable.mjs';

const { Duplex, Readable, Writable } = Stream;
Object.assign(Readable, { toWeb: readable.toWeb, fromWeb: readable.fromWeb });
Object.assign(Writable, { toWeb: writable.toWeb, fromWeb: writable.fromWeb });
Object.assign(Duplex, {
  toWeb: (duplex) => ({ readable: readable.toWeb(duplex), writable: writable.toWeb(duplex) }),
  fromWeb: (pair, options) =>
    Duplex.from({
      readable: readable.fromWeb(pair.readable, options),
      writable: writable.fromWeb(pair.writable, options),
    }),
});

export * from '../stream.mjs';
export { Stream as default, Stream as 'module.exports' };
