// Word wrapping, justification, roman numerals, caesar, run-length, diamond, calendar: many small loops.
const text = 'The quick brown fox jumps over the lazy dog and runs away from the very angry bees that live in the old tree behind the barn';
function wrap(words: string[], width: number): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  for (const w of words) { if ([...line, w].join(' ').length > width) { lines.push(justify(line, width)); line = []; } line.push(w); }
  return [...lines, line.join(' ')];
}
function justify(words: string[], width: number): string {
  if (words.length === 1) return words[0]!;
  const gaps = words.length - 1;
  let spare = width - words.reduce((n, w) => n + w.length, 0);
  return words.map((w, i) => { const n = i === gaps ? 0 : Math.ceil(spare / (gaps - i)); spare -= n; return w + ' '.repeat(n); }).join('');
}
console.log(wrap(text.split(' '), 24).map((l) => `|${l.padEnd(24)}|`).join('\n'));
const roman = (n: number): string => { let s = ''; for (const [v, r] of [[1000, 'M'], [900, 'CM'], [500, 'D'], [400, 'CD'], [100, 'C'], [90, 'XC'], [50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I']] as const) while (n >= v) { s += r; n -= v; } return s; };
console.log([1, 4, 9, 14, 40, 90, 400, 1994, 2024].map(roman).join(' '));
const caesar = (s: string, k: number) => s.replace(/[a-z]/gi, (c) => { const base = c <= 'Z' ? 65 : 97; return String.fromCharCode(((c.charCodeAt(0) - base + k + 26) % 26) + base); });
console.log(caesar(text, 3), caesar(caesar(text, 5), -5) === text);
const encode = (s: string) => { let out = ''; for (let i = 0; i < s.length; ) { let j = i; while (s[j] === s[i]) j++; out += `${j - i}${s[i]}`; i = j; } return out; };
console.log(encode('aaabccddddde'), encode('aaabccddddde').replace(/(\d+)(.)/g, (_, n, c) => c.repeat(Number(n))));
for (let i = -3; i <= 3; i++) console.log(' '.repeat(Math.abs(i)) + '*'.repeat(7 - 2 * Math.abs(i)));
for (const [y, m] of [[2024, 1], [2023, 11]] as const) {
  const first = new Date(Date.UTC(y, m, 1)).getUTCDay();
  const days = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  let line = '   '.repeat((first + 6) % 7);
  for (let d = 1; d <= days; d++) { line += String(d).padStart(3); if ((first + 5 + d) % 7 === 6) { console.log(line); line = ''; } }
  console.log(line);
}
