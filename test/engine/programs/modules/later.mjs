import { live, bump } from './live.mjs';
globalThis.order?.push('later');
bump();
export const seen = live;
export default function later(n) { return n + seen; }
var hoisted = 1;
for (var i = 0; i < 3; i++) { var last = i; }
export { hoisted, i, last };
