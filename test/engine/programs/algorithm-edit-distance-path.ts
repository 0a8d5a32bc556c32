import { tick } from './support/tick.ts';

function diff(a: string, b: string): string { const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i ? (j ? 0 : i) : j))); for (let i = 1; i <= a.length; i++) for (let j = 1; j <= b.length; j++) d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + (tick(a[i - 1]) === b[j - 1] ? 0 : 1)); let [i, j, out] = [a.length, b.length, '']; while (i || j) { if (i && j && d[i]![j] === d[i - 1]![j - 1]! + +(a[i - 1] !== b[j - 1])) { out = (a[i - 1] === b[j - 1] ? '=' : 's') + out; i--; j--; } else if (i && d[i]![j] === d[i - 1]![j]! + 1) { out = `d${out}`; i--; } else { out = `i${out}`; j--; } } return out; }
console.log(diff('kitten', 'sitting'), diff('', 'ab'), diff('abc', 'c'));
