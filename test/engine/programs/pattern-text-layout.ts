import { tick } from './support/tick.ts';

const wrap = (s: string, w: number) => { const lines: string[] = []; let line = ''; for (const word of s.split(/\s+/)) { if (line && line.length + 1 + word.length > w) { lines.push(tick(line)); line = word; } else line = line ? `${line} ${word}` : word; } return line ? [...lines, line] : lines; };
const justify = (l: string, w: number) => { const words = l.split(' '); if (words.length === 1) return l; let room = w - l.length; return words.map((x, i) => (i < words.length - 1 ? x + ' '.repeat(1 + Math.ceil(room / (words.length - 1 - i)) + ((room -= Math.ceil(room / (words.length - 1 - i))), 0)) : x)).join(''); };
for (const l of wrap('the quick brown fox jumps over the lazy dog and runs away', 16)) console.log(`[${justify(tick(l), 16)}]`);
