import { late } from './left.mjs';
console.log('right');
export const right = await Promise.resolve('right');
export const again = () => late();
