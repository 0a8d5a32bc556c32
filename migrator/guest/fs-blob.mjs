/** `node:fs` for modules that make a Blob of a file. */
import fs from './fs.mjs';
import home from './home.cjs';
import { Blob } from './web/blob.mjs';

/** The bytes are those of now; Node's blob looks when it is read, and fails if the file has changed since. */
export async function openAsBlob(path, options = {}) {
  home.validateObject(options, 'options');
  const { type = '' } = options;
  home.validateString(type, 'options.type');
  return new Blob([await fs.promises.readFile(path)], { type });
}
Object.assign(fs, { openAsBlob });

export * from './fs.mjs';
export { fs as default, fs as 'module.exports' };
