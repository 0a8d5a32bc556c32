/** `node:stream/promises`. */
import { promises } from './stream.mjs';

export { promises as default, promises as 'module.exports' };
export const { finished, pipeline } = promises;
