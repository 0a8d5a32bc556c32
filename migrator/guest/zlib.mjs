/** `node:zlib` for modules that name its streams; the rest of its names are added where it is read. */
import zlib from 'node:zlib';
import * as streams from './zlib-streams.mjs';

// Not those that this Node.js lacks.
for (const [name, value] of Object.entries(streams)) if (name in zlib) zlib[name] = value;

export * from './zlib-streams.mjs';
export { zlib as default, zlib as 'module.exports' };
