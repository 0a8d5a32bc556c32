// Reads the clock so many times.
const count = Number(process.argv[2] ?? 20_000_000);
let last = 0;
let steps = 0;
for (let i = 0; i < count; i++) {
  const now = performance.now();
  if (now > last) steps++;
  last = now;
}
console.log(steps > 0);
