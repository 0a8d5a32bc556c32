import { tick } from './support/tick.ts';

const all = [-0, NaN, Infinity, -Infinity, 2 ** 53, 1e-7, 0.1 + 0.2, 2 ** 31, -(2 ** 31), 5e-324, 1.7976931348623157e308, 123456789.123];
tick(0);
console.log(all.map((v) => (Object.is(tick(v), -0) ? '-0' : String(v))).join(' '), Object.is(all[0], -0), new Set([0, -0, NaN, NaN]).size, [NaN].includes(NaN), [NaN].indexOf(NaN), (255).toString(16), (0.5).toFixed(0), (1.45).toFixed(1), Number(''), Number('0x1f'), parseInt('12px'), ~~-1.5, -1 >>> 0, 1 << 31);
