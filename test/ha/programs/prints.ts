// Computes, prints, waits, reads clocks that may not run backwards, and draws random numbers.
const rounds = Number(process.argv[2] ?? 40);
let [x, last] = [1, 0];
for (let i = 0; i < rounds; i++) {
  for (let j = 0; j < 300_000; j++) x = (x * 1103515245 + 12345) % 2147483648;
  const now = performance.now();
  if (now < last) throw new Error('time runs backwards');
  last = now;
  console.log(`line ${i} ${x}`);
  if (i % 7 === 0) console.error(`at ${i}`);
  await new Promise((resolve) => setTimeout(resolve, 25));
}
const pid = process.pid;
process.on('exit', (code) => console.log('over', code, pid === process.pid));
