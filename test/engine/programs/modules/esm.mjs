import umd, { VERSION } from './umd.js';
import * as plainSpace from './plain.js';
import data from './data.json' with { type: 'json' };
import { live, bump } from './live.mjs';
export const strict = (function () { return this === undefined; })();
export let counter = 0;
export function count() { counter++; bump(); return live; }
export { VERSION as version, data };
export default class Holder { value = umd.add(1, 2); space = Object.keys(plainSpace).sort().join(); }
