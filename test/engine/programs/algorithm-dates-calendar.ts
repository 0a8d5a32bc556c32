import { tick } from './support/tick.ts';

const leap = (y: number) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
const days = (y: number, m: number) => [31, leap(y) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]!;
const weekday = (y: number, m: number, d: number) => { if (m < 3) { m += 12; y--; } return (d + Math.floor((13 * (m + 1)) / 5) + y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)) % 7; };
let fridays = 0;
for (let y = 2023; y <= 2025; y++) for (let m = 1; m <= 12; m++) if (tick(weekday(y, m, 13)) === 6) fridays++;
console.log(fridays, days(2024, 2), days(1900, 2), weekday(2024, 2, 29));
