import path from 'node:path';
import { sep } from 'node:path';
export { path as default, sep };
