import { readFileSync } from 'node:fs';

const t = readFileSync(0, 'utf8');
console.log(t.length);
const u = readFileSync('/dev/stdin');
console.log(u.length);
