import { tick } from './support/tick.ts';

const s = 'e\u0301😀\u{1F468}\u200D\u{1F469}z';
tick(0);
console.log(s.length, [...s].length, s.normalize('NFC').length, s.codePointAt(2), s.at(-1), s.split('').reverse().length, encodeURIComponent('é😀'), 'ß'.toUpperCase(), 'abc'.localeCompare('abd'), 'a-b_c'.replace(/[-_]./g, (m) => tick(m[1]!.toUpperCase())), 'x'.padStart(3, 'ab'), ' t '.trim().length, 'aXbX'.replaceAll('X', tick('$&$&')), '\ud800'.isWellFormed?.() ?? false);
