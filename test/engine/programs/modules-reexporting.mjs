// What a module hands on of a builtin.
import path, { sep as separator } from './modules/reexports.mjs';
import * as all from './modules/reexports.mjs';
const joined = () => path.join('a', 'b') + separator + all.sep;
console.log(joined(), all.default === path);
