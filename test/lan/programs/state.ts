// Carries some megabytes, works on them for so many rounds, and finds at the end whether any was harmed.
const bytes = Number(process.argv[2]);
const rounds = Number(process.argv[3]);
const state = new Uint8Array(bytes);
for (let i = 0; i < bytes; i++) state[i] = (i * 7) & 255;
let x = 1;
for (let round = 0; round < rounds; round++) {
  for (let i = 0; i < 1_000_000; i++) x = (x * 48271) % 2147483647;
  if (round % 10 === 0) console.log(`round ${round} ${x}`);
}
let wrong = 0;
for (let i = 0; i < bytes; i++) if (state[i] !== ((i * 7) & 255)) wrong++;
console.log(`${wrong} wrong`);
