import { right } from './right.mjs';
import { f } from '../../modules-cycles-imported.mjs';
console.log('left', right, f());
export const left = 'left';
export const late = () => [left, right, f()].join();
