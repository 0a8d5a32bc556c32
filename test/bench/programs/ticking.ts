// Computes, and prints a line for each so many ms of it, until it has printed so many.
const lines = Number(process.argv[2] ?? 200);
let x = 1;
for (let i = 0; i < lines; i++) {
  for (let j = 0; j < 600_000; j++) x = (x * 48271) % 2147483647;
  console.log(i, x);
}
