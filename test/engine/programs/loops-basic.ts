// for, while, do-while, nested, with several variables and empty parts.
let out: string[] = [];
for (let i = 0, j = 10; i < j; i++, j--) out.push(`${i}:${j}`);
console.log(out.join(' '));
let n = 27;
let steps = 0;
while (n !== 1) {
  n = n % 2 === 0 ? n / 2 : 3 * n + 1;
  steps++;
}
console.log('collatz', steps);
let k = 0;
do {
  k += 3;
} while (k < 20);
console.log(k);
let count = 0;
for (;;) {
  if (++count >= 15) break;
}
console.log(count);
let table = '';
for (let a = 1; a <= 4; a++) {
  for (let b = 1; b <= 4; b++) table += String(a * b).padStart(3);
  table += '\n';
}
console.log(table);
let w = 5;
while (w--) if (w === 2) continue;
console.log(w);
var v = 0;
for (var x = 0; x < 5; x++) v += x;
console.log(v, x);
