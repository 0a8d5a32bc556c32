/** `node:fs/promises` for modules that make streams of a FileHandle; its names are added where it is read. */
import fs from './fs.mjs';

const { promises } = fs;

export { promises as default, promises as 'module.exports' };
