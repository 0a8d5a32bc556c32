// Adds the numbers on standard input, one a line; says where it is every 100,000 numbers.
// Usage: seq 1000000 | sum.ts

const REPORT_EVERY = 100_000;

let rest = '';
let count = 0;
let total = 0n;
let rejected = 0;

function add(line: string): void {
  const text = line.trim();
  if (text === '') return;
  if (!/^[-+]?\d+$/.test(text)) {
    rejected++;
    return;
  }
  total += BigInt(text.startsWith('+') ? text.slice(1) : text);
  count++;
  if (count % REPORT_EVERY === 0) console.log(`${count} numbers, sum ${total}`);
}

process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() as string;
  for (const line of lines) add(line);
});
process.stdin.on('end', () => {
  add(rest);
  if (rejected > 0) console.error(`${rejected} lines were no whole numbers`);
  console.log(`total of ${count} numbers: ${total}`);
});
